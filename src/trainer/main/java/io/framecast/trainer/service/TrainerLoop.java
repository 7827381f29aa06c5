package io.framecast.trainer.service;

import io.framecast.service.ServiceLoop;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.log.BrokerUnavailableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the broker, then runs the coordinator. After a failure of the broker or of the
 * directory it starts over: what the trainer knows is in the log, and a running round is in its
 * directory.
 */
final class TrainerLoop extends ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

  /** How often it looks for deleted topics: a consumer does not notice them. */
  private static final long TOPIC_CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  private final TopicCheck topics;
  private final Supplier<RetrainingCoordinator> coordinators;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(MAX_REQUESTS);

  /** An operator needs no longer queue. */
  private static final int MAX_REQUESTS = 16;

  /**
   * A request of an operator.
   *
   * @param challenger the version to evaluate; null for a round
   */
  record Request(@Nullable String challenger) {}

  /**
   * Does not start yet.
   *
   * @param coordinators opens a coordinator, which needs a broker
   */
  TrainerLoop(TrainerSettings settings, Admin admin, Supplier<RetrainingCoordinator> coordinators) {
    this.topics = new TopicCheck(settings, admin);
    this.coordinators = coordinators;
  }

  /** Queues a request; returns whether there was room for it. */
  boolean offer(Request request) {
    return requests.offer(request);
  }

  @Override
  protected boolean isRetriable(RuntimeException e) {
    return e instanceof KafkaException
        || e instanceof BrokerUnavailableException
        || e instanceof InvalidModelException
        || e instanceof EvaluationMemoryException
        || e instanceof UncheckedIOException;
  }

  @Override
  protected void runOnce() throws InterruptedException {
    topics.ensure();
    try (RetrainingCoordinator coordinator = coordinators.get()) {
      markReady();
      for (long checked = System.nanoTime(); isRunning(); ) {
        if (System.nanoTime() - checked > TOPIC_CHECK_NANOS) {
          checked = System.nanoTime();
          List<String> created = topics.ensure();
          if (!created.isEmpty()) {
            LOG.warn("topics {} were deleted; they are created again, and empty", created);
            return; // start over: what the coordinator knows of them is outdated
          }
        }
        Request request = requests.poll();
        if (request != null) {
          coordinator.handleRequest(request.challenger());
        }
        coordinator.runOnce();
      }
    }
  }
}
