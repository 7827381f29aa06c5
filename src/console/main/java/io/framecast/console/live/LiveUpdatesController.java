package io.framecast.console.live;

import io.framecast.console.settings.ConsoleSettings;
import io.framecast.service.MessageResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The controller streams live updates to browsers, at most ten times a second. */
@Controller("/api/live")
final class LiveUpdatesController {
  private static final Duration TICK = Duration.ofMillis(100);

  /** A browser may subscribe to this many streams; no screen shows more. */
  private static final int MOST_VISIBLE = 256;

  private final SharedSnapshot snapshot;
  private final JsonMapper json;
  private final int mostBrowsers;
  private final AtomicInteger browsers = new AtomicInteger();

  LiveUpdatesController(
      SharedSnapshot snapshot, JsonMapper json, ConsoleSettings settings, MeterRegistry registry) {
    this.snapshot = snapshot;
    this.json = json;
    this.mostBrowsers = settings.browsers();
    Gauge.builder("framecast.console.browsers", browsers, AtomicInteger::get)
        .description("Browsers that are connected to the live updates.")
        .register(registry);
  }

  /**
   * Sends server-sent events: {@code hello}, {@code streams}, {@code frames}, {@code totals},
   * {@code event}.
   *
   * @param see the numbers of the streams whose frames are sent, such as {@code 3,4,17}
   */
  @Get
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<?> live(@QueryValue(defaultValue = "") String see) {
    List<Integer> subscribed;
    try {
      subscribed =
          see.isEmpty()
              ? List.of()
              : Arrays.stream(see.split(",")).limit(MOST_VISIBLE).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      return MessageResponse.of(
              HttpStatus.BAD_REQUEST, "see: expected stream numbers such as 3,4,17")
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    if (browsers.get() >= mostBrowsers) {
      return MessageResponse.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "Too many browsers: at most " + mostBrowsers + " may connect at once.")
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    return HttpResponse.ok(events(new SseSession(snapshot, json, subscribed)))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
  }

  private Publisher<Event<String>> events(SseSession session) {
    return Flux.interval(Duration.ZERO, TICK)
        .doOnSubscribe(begin -> browsers.incrementAndGet())
        .onBackpressureDrop()
        .concatMapIterable(tick -> session.update(System.currentTimeMillis()), 1)
        .doFinally(end -> browsers.decrementAndGet());
  }
}
