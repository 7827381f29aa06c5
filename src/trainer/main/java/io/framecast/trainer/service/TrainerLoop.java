package io.framecast.trainer.service;

import io.framecast.service.Loop;
import io.framecast.topics.RefusedTopicsException;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.log.UnansweredException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's thread: waits for the broker, then watches. Whatever goes wrong with the broker or
 * its directory, it begins again; what it knows stands in the log, and a round that is on in its
 * directory.
 */
final class TrainerLoop implements Loop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
  private static final long PAUSE_MILLIS = 1_000;
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  /** A reader of a topic that is deleted hears nothing of it. */
  private static final long TOPICS_NANOS = Duration.ofSeconds(5).toNanos();

  private final Settings settings;
  private final Admin admin;
  private final Supplier<Watching> opens;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>(MOST_REQUESTS);
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean watching;
  private volatile @Nullable Throwable failure;
  private long said = System.nanoTime() - SAY_NANOS;

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
  TrainerLoop(Settings settings, Admin admin, Supplier<Watching> opens) {
    this.settings = settings;
    this.admin = admin;
    this.opens = opens;
  }

  /** Whether it has the broker and looks at its topics. */
  @Override
  public boolean ready() {
    return watching;
  }

  /** Whether there was room for it. */
  boolean ask(Request request) {
    return requests.offer(request);
  }

  @Override
  public @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public void stop() throws InterruptedException {
    stop.countDown();
    ended.await();
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void run() {
    try {
      while (stop.getCount() > 0) {
        try {
          topics();
          watch();
        } catch (KafkaException
            | UnansweredException
            | RefusedModelException
            | UncheckedIOException e) {
          say(e);
          boolean ignored = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (RefusedTopicsException e) {
      failure = e;
    } catch (RuntimeException | InterruptedException | Error e) {
      LOG.error("the loop failed", e);
      failure = e;
    } finally {
      watching = false;
      ended.countDown();
    }
  }

  /** Those that were missing, and are there now. */
  private List<String> topics() throws InterruptedException {
    return TopicLayout.prepare(
            admin, settings.topics(), settings.partitions(), settings.replication())
        .made();
  }

  private void watch() throws InterruptedException {
    try (Watching now = opens.get()) {
      watching = true;
      for (long looked = System.nanoTime(); stop.getCount() > 0; ) {
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
    } finally {
      watching = false;
    }
  }

  private void say(RuntimeException e) {
    if (System.nanoTime() - said > SAY_NANOS) {
      said = System.nanoTime();
      LOG.warn("begins again in a while: {}", e.getMessage());
    }
  }
}
