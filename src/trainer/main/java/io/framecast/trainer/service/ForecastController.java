package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.service.MessageResponse;
import io.framecast.service.OperatorSettings;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.BrokerUnavailableException;
import io.framecast.trainer.log.LogReader;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.TopicPartition;

/** Answers what a network forecasts after a frame of the log. */
@Controller("/rollouts")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ForecastController {
  private static final int MAX_AHEAD = 50;

  private final TrainerSettings settings;
  private final OperatorSettings operator;
  private final ModelRegistry registry;
  private final Weights initial;

  /** One forecast at a time: a round and a predictor need the cores too. */
  private final Semaphore permit = new Semaphore(1);

  ForecastController(
      TrainerSettings settings,
      OperatorSettings operator,
      ModelRegistry registry,
      Weights initial) {
    this.settings = settings;
    this.operator = operator;
    this.registry = registry;
    this.initial = initial;
  }

  /**
   * Returns the forecast after the frame at that offset of the frames topic.
   *
   * @param version in the registry, or the one that is served while none is promoted
   * @param ahead how many frames
   */
  @Get("/{partition}/{offset}")
  HttpResponse<?> after(
      int partition,
      long offset,
      @QueryValue String version,
      @QueryValue(defaultValue = "10") int ahead) {
    if (ahead < 1 || ahead > MAX_AHEAD || partition < 0 || offset < 0) {
      return MessageResponse.of(
          HttpStatus.BAD_REQUEST,
          "expected 1 to " + MAX_AHEAD + " frames after a frame, found " + ahead);
    }
    if (!permit.tryAcquire()) {
      return MessageResponse.of(
          HttpStatus.TOO_MANY_REQUESTS, "Another roll-out is being computed. Try again later.");
    }
    try (LogReader log = new LogReader(operator.all())) {
      return HttpResponse.ok(
          log.ask(
              () ->
                  StreamForecast.after(
                      log,
                      new TopicPartition(settings.topics().frames(), partition),
                      offset,
                      weights(version),
                      settings.limits(),
                      ahead)));
    } finally {
      permit.release();
    }
  }

  private Weights weights(String version) {
    if (initial.version().equals(version)) {
      return initial;
    }
    byte[] file = registry.file(version);
    return WeightsGuard.use(version, () -> Weights.parse(file));
  }

  @Error
  HttpResponse<Map<String, String>> handleMissing(BrokerUnavailableException e) {
    return MessageResponse.of(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
  }

  @Error
  HttpResponse<Map<String, String>> handleShortage(EvaluationMemoryException e) {
    return MessageResponse.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
  }
}
