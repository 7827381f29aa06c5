package io.framecast.console.view;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * An event as the page shows it.
 *
 * @param serial a number that rises with every event
 * @param at milliseconds since 1970
 * @param stream the stream, null for an event of a model
 */
@Serdeable
public record EventView(
    long serial,
    long at,
    String event,
    @Nullable String stream,
    @Nullable String model,
    String reason) {

  /** The longest reason that is kept; thousands are. */
  static final int MOST_REASON = 1_000;

  static EventView of(long serial, long at, Event event) {
    return new EventView(
        serial,
        at,
        event.event(),
        event.stream(),
        event.model(),
        RecordText.shorten(event.reason(), MOST_REASON));
  }
}
