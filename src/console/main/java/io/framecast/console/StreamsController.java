package io.framecast.console;

import io.framecast.console.around.Neighbours;
import io.framecast.console.follow.Happening;
import io.framecast.console.follow.Observed;
import io.framecast.console.follow.Shot;
import io.framecast.service.Answer;
import io.framecast.topics.Source;
import io.framecast.topics.Topics;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.List;

/** One stream. */
@Controller("/api/streams/{n}")
final class StreamsController {
  private static final int EVENTS = 20;
  private static final int AHEAD = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Observed observed;
  private final Neighbours neighbours;
  private final Topics topics;

  StreamsController(Observed observed, Neighbours neighbours, Settings settings) {
    this.observed = observed;
    this.neighbours = neighbours;
    this.topics = settings.topics();
  }

  /**
   * A stream of late.
   *
   * @param frames the oldest first
   * @param events that happened to it, the oldest first
   */
  @Serdeable
  record Filmed(int n, String id, List<Shot> frames, List<Happening> events) {}

  /** Its last frames, what was predicted for them, and what happened to it. */
  @Get
  HttpResponse<?> stream(int n) {
    String id = observed.id(n);
    if (id == null) {
      return missing(n);
    }
    List<Happening> events = observed.eventsOf(id);
    List<Happening> last = events.subList(Math.max(0, events.size() - EVENTS), events.size());
    return HttpResponse.ok(new Filmed(n, id, observed.shots(n), last));
  }

  /**
   * What the network sees in the next frames, from its own predictions; the trainer computes it.
   */
  @Get("/rollout")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> rollOut(int n) throws InterruptedException {
    Shot newest = observed.newest(n);
    if (newest == null) {
      return missing(n);
    }
    Source source = new Source(topics.frames(), newest.partition(), newest.offset());
    return FromTrainer.answerTo(() -> neighbours.rollOut(source, newest.model(), AHEAD, PATIENCE));
  }

  private static HttpResponse<?> missing(int n) {
    return Answer.of(HttpStatus.NOT_FOUND, "expected a stream that is followed, found no " + n);
  }
}
