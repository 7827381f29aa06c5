package io.framecast.console.follow;

import io.framecast.topics.Event;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * An event.
 *
 * @param serial rises with every event
 * @param at milliseconds since 1970
 * @param stream to whom it happened, null where it was to a model
 */
@Serdeable
public record Happening(
    long serial,
    long at,
    String event,
    @Nullable String stream,
    @Nullable String model,
    String reason) {

  static Happening of(long serial, long at, Event event) {
    return new Happening(serial, at, event.event(), event.stream(), event.model(), event.reason());
  }
}
