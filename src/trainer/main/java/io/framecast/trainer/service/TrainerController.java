package io.framecast.trainer.service;

import io.framecast.service.MessageResponse;
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

/** Answers the status of the trainer, and takes the requests of an operator. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class TrainerController {
  private static final String BY = "operator";

  private final TrainerLoop loop;
  private final TrainerMetrics metrics;
  private final ModelRegistry registry;

  TrainerController(TrainerLoop loop, TrainerMetrics metrics, ModelRegistry registry) {
    this.loop = loop;
    this.metrics = metrics;
    this.registry = registry;
  }

  /** Returns the status. */
  @Get("/trainer")
  TrainerStatus status() {
    return metrics.status();
  }

  /** Requests a round of retraining now. */
  @Post("/rounds")
  HttpResponse<Map<String, String>> train() {
    TrainerStatus now = metrics.status();
    if (loop.isReady() && now.champion().isEmpty()) {
      return MessageResponse.of(
          HttpStatus.CONFLICT,
          "No version is live yet. A predictor's first score makes its weights the live ones.");
    }
    return now.phase().equals(TrainerStatus.LEARNING)
        ? MessageResponse.of(HttpStatus.CONFLICT, "A round is running. Its end is an event.")
        : enqueue(new TrainerLoop.Request(null), "a round is requested");
  }

  /** Requests an evaluation of a version, which promotes it if it is better. */
  @Post("/challengers/{version}")
  HttpResponse<Map<String, String>> challenge(String version) {
    String name = registry.version(version).name();
    return enqueue(new TrainerLoop.Request(name), "an evaluation of " + name + " is requested");
  }

  private HttpResponse<Map<String, String>> enqueue(TrainerLoop.Request request, String sentence) {
    if (!loop.isReady()) {
      return MessageResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE, "The Kafka broker does not answer yet. Try again later.");
    }
    return loop.offer(request)
        ? MessageResponse.of(HttpStatus.ACCEPTED, sentence)
        : MessageResponse.of(
            HttpStatus.TOO_MANY_REQUESTS, "Too many requests are waiting. Try again later.");
  }

  /** Makes a version the live one, without the gate. */
  @Post("/models/{version}/promote")
  HttpResponse<Map<String, String>> promote(
      String version, @QueryValue(defaultValue = "asked for") String reason) {
    registry.promote(version, null, BY, reason);
    return MessageResponse.of(HttpStatus.OK, version + " is live");
  }

  /** Makes the previous version the live one again. */
  @Post("/models/rollback")
  HttpResponse<Map<String, String>> rollBack(
      @QueryValue(defaultValue = "asked for") String reason) {
    return MessageResponse.of(HttpStatus.OK, registry.rollBack(BY, reason) + " is live");
  }
}
