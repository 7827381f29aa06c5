package io.framecast.console.live;

import io.framecast.console.Settings;
import io.framecast.service.Answer;
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

/** What happens now, ten times a second at most. */
@Controller("/api/live")
final class LiveController {
  private static final Duration TICK = Duration.ofMillis(100);

  /** More than that no screen has room for. */
  private static final int MOST_VISIBLE = 256;

  private final Board board;
  private final JsonMapper json;
  private final int mostBrowsers;
  private final AtomicInteger browsers = new AtomicInteger();

  LiveController(Board board, JsonMapper json, Settings settings, MeterRegistry registry) {
    this.board = board;
    this.json = json;
    this.mostBrowsers = settings.browsers();
    Gauge.builder("framecast.console.browsers", browsers, AtomicInteger::get)
        .description("browsers that look")
        .register(registry);
  }

  /**
   * Server-sent events: {@code hello}, {@code streams}, {@code frames}, {@code totals}, {@code
   * event}.
   *
   * @param see numbers of the streams whose frames are sent, as {@code 3,4,17}
   */
  @Get
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<?> live(@QueryValue(defaultValue = "") String see) {
    List<Integer> looksAt;
    try {
      looksAt =
          see.isEmpty()
              ? List.of()
              : Arrays.stream(see.split(",")).limit(MOST_VISIBLE).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      return Answer.of(HttpStatus.BAD_REQUEST, "see: expected numbers of streams, as 3,4,17")
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    if (browsers.get() >= mostBrowsers) {
      return Answer.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "expected at most " + mostBrowsers + " browsers at once, found one more")
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    return HttpResponse.ok(events(new Viewer(board, json, looksAt)))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
  }

  private Publisher<Event<String>> events(Viewer viewer) {
    return Flux.interval(Duration.ZERO, TICK)
        .doOnSubscribe(begin -> browsers.incrementAndGet())
        .onBackpressureDrop()
        .concatMapIterable(tick -> viewer.turn(System.currentTimeMillis()), 1)
        .doFinally(end -> browsers.decrementAndGet());
  }
}
