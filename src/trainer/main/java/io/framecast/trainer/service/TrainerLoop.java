package io.framecast.trainer.service;

import io.framecast.service.Loop;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.models.RefusedModelException;
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
 * Waits for the broker, then watches. Whatever goes wrong with the broker or its directory, it
 * begins again; what it knows stands in the log, and a round that is on in its directory.
 */
final class TrainerLoop extends Loop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

  /** A reader of a topic that is deleted hears nothing of it. */
  private static final long TOPICS_NANOS = Duration.ofSeconds(5).toNanos();

  private final Settings settings;
  private final Admin admin;
  private final Supplier<RetrainingController> opens;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(MOST_REQUESTS);

  /** Nobody needs a longer queue. */
  private static final int MOST_REQUESTS = 16;

  /**
   * What somebody asks of the trainer.
   *
   * @param challenger a version to be judged; null for a round
   */
  record Request(@Nullable String challenger) {}

  /**
   * Not yet begun.
   *
   * @param opens what watches, whenever there is a broker
   */
  TrainerLoop(Settings settings, Admin admin, Supplier<RetrainingController> opens) {
    this.settings = settings;
    this.admin = admin;
    this.opens = opens;
  }

  /** Whether there was room for it. */
  boolean ask(Request request) {
    return requests.offer(request);
  }

  @Override
  protected boolean passes(RuntimeException e) {
    return e instanceof KafkaException
        || e instanceof BrokerUnavailableException
        || e instanceof RefusedModelException
        || e instanceof UncheckedIOException;
  }

  /** Those that were missing, and are there now. */
  private List<String> topics() throws InterruptedException {
    return TopicLayout.prepare(
            admin, settings.topics(), settings.partitions(), settings.replication())
        .made();
  }

  @Override
  protected void turn() throws InterruptedException {
    topics();
    try (RetrainingController now = opens.get()) {
      serves();
      for (long looked = System.nanoTime(); goesOn(); ) {
        if (System.nanoTime() - looked > TOPICS_NANOS) {
          looked = System.nanoTime();
          List<String> made = topics();
          if (!made.isEmpty()) {
            LOG.warn("{} had been deleted: made anew, and empty", made);
            return; // what was known of them is no longer so
          }
        }
        Request request = requests.poll();
        if (request != null) {
          now.asked(request.challenger());
        }
        now.turn();
      }
    }
  }
}
