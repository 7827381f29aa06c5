package io.framecast.trainer.service;

import io.framecast.service.Answer;
import io.framecast.topics.models.ModelRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;

/** What the trainer does, and what an operator asks of it. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class TrainerController {
  private static final String BY = "operator";

  private final TrainerLoop loop;
  private final TrainerMetrics figures;
  private final ModelRegistry registry;

  TrainerController(TrainerLoop loop, TrainerMetrics figures, ModelRegistry registry) {
    this.loop = loop;
    this.figures = figures;
    this.registry = registry;
  }

  /** What it is about. */
  @Get("/trainer")
  TrainerStatus state() {
    return figures.state();
  }

  /** A round is to begin now. */
  @Post("/rounds")
  HttpResponse<Map<String, String>> train() {
    return asked(new TrainerLoop.Request(null), "a round is to begin");
  }

  /** A version of the registry is to be held against the champion, and promoted if it is better. */
  @Post("/challengers/{version}")
  HttpResponse<Map<String, String>> challenge(String version) {
    String name = registry.version(version).name();
    return asked(new TrainerLoop.Request(name), name + " is to be judged");
  }

  private HttpResponse<Map<String, String>> asked(TrainerLoop.Request request, String sentence) {
    if (!loop.ready()) {
      return Answer.of(HttpStatus.SERVICE_UNAVAILABLE, "expected a broker, found none yet");
    }
    return loop.ask(request)
        ? Answer.of(HttpStatus.ACCEPTED, sentence)
        : Answer.of(HttpStatus.TOO_MANY_REQUESTS, "expected less, found as many requests waiting");
  }

  /** A version becomes the live one, whatever the gate would say. */
  @Post("/models/{version}/promote")
  HttpResponse<Map<String, String>> promote(
      String version, @QueryValue(defaultValue = "asked for") String reason) {
    registry.promote(version, null, BY, reason);
    return Answer.of(HttpStatus.OK, version + " is live");
  }

  /** The version before becomes the live one again. */
  @Post("/models/rollback")
  HttpResponse<Map<String, String>> rollBack(
      @QueryValue(defaultValue = "asked for") String reason) {
    return Answer.of(HttpStatus.OK, registry.rollBack(BY, reason) + " is live");
  }
}
