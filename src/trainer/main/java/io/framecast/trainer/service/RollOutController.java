package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.service.Answer;
import io.framecast.topics.models.ModelRegistry;
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

/** What streams would look like if their cameras stopped now; for whoever looks at one. */
@Controller("/rollouts")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RollOutController {
  private static final int MOST_AHEAD = 50;

  private final Settings settings;
  private final Clients clients;
  private final ModelRegistry registry;
  private final Weights first;

  /** It computes beside a round and a predictor: one at a time is enough for people. */
  private final Semaphore one = new Semaphore(1);

  RollOutController(Settings settings, Clients clients, ModelRegistry registry, Weights first) {
    this.settings = settings;
    this.clients = clients;
    this.registry = registry;
    this.first = first;
  }

  /**
   * After the frame that stands at that place of the frames topic.
   *
   * @param version of the registry, or the one that is served while none is promoted
   * @param ahead how many frames
   */
  @Get("/{partition}/{offset}")
  HttpResponse<?> after(
      int partition,
      long offset,
      @QueryValue String version,
      @QueryValue(defaultValue = "10") int ahead) {
    if (ahead < 1 || ahead > MOST_AHEAD || partition < 0 || offset < 0) {
      return Answer.of(
          HttpStatus.BAD_REQUEST,
          "expected 1 to " + MOST_AHEAD + " frames after a frame, found " + ahead);
    }
    if (!one.tryAcquire()) {
      return Answer.of(HttpStatus.TOO_MANY_REQUESTS, "expected one at a time, found another one");
    }
    try (LogReader log = clients.log()) {
      return HttpResponse.ok(
          log.answered(
              () ->
                  RollOut.after(
                      log,
                      new TopicPartition(settings.topics().frames(), partition),
                      offset,
                      weights(version),
                      settings.limits(),
                      ahead)));
    } finally {
      one.release();
    }
  }

  private Weights weights(String version) {
    if (first.version().equals(version)) {
      return first;
    }
    byte[] file = registry.file(version);
    return WeightsGuard.use(version, () -> Weights.parse(file));
  }

  @Error
  HttpResponse<Map<String, String>> missing(BrokerUnavailableException e) {
    return Answer.of(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
  }
}
