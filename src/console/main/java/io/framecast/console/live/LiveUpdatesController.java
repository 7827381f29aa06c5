package io.framecast.console.live;

import io.framecast.console.settings.ConsoleSettings;
import io.framecast.console.view.ForecastDemand;
import io.framecast.service.MessageResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  private final ForecastDemand forecasts;
  private final BrowserSlots slots;

  LiveUpdatesController(
      SharedSnapshot snapshot,
      JsonMapper json,
      ForecastDemand forecasts,
      ConsoleSettings settings,
      MeterRegistry registry) {
    this.snapshot = snapshot;
    this.json = json;
    this.forecasts = forecasts;
    this.slots = new BrowserSlots(settings.browsers(), settings.browsersPerAddress());
    Gauge.builder("framecast.console.browsers", slots, BrowserSlots::taken)
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
  HttpResponse<?> live(HttpRequest<?> request, @QueryValue(defaultValue = "") String see) {
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
    String address = request.getRemoteAddress().getHostString();
    MutableHttpResponse<?> refusal = slots.refusal(address);
    if (refusal != null) {
      return refusal.contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    return HttpResponse.ok(events(new SseSession(snapshot, json, subscribed), address))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        // nginx and others would collect events, and forward them late
        .header("X-Accel-Buffering", "no");
  }

  private Publisher<Event<String>> events(SseSession session, String address) {
    return Flux.interval(Duration.ZERO, TICK)
        .doOnSubscribe(begin -> slots.take(address))
        .doOnNext(tick -> forecasts.note())
        .onBackpressureDrop()
        .concatMapIterable(tick -> session.update(System.currentTimeMillis()), 1)
        .doFinally(end -> slots.release(address));
  }
}
