package io.framecast.predictor.consumer;

import io.framecast.topics.InvalidTopicsException;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.TopicLayout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what an operator changes in the topics while the predictor runs: it creates topics that
 * are gone, and applies new size limits of their records.
 */
final class TopicChanges {
  private static final Logger LOG = LoggerFactory.getLogger(TopicChanges.class);
  private static final long READ_NANOS = Duration.ofSeconds(10).toNanos();

  private final OutputLimits limits;
  private final Broker broker;
  private final Runnable dropProducer;
  private final LongSupplier nanoClock;
  private final ThrottledLog log = new ThrottledLog();
  private @Nullable CompletableFuture<Map<String, Integer>> answer;
  private long lastRead;

  /** Asks the broker for the topics. */
  interface Broker {
    /** Creates missing topics, and waits for the layout; returns null if a stop is requested. */
    @Nullable TopicLayout await() throws InterruptedException;

    /** Requests the size of the largest record of each topic, and does not wait. */
    CompletableFuture<Map<String, Integer>> requestRecordBytes();
  }

  /**
   * Starts with limits that were just read.
   *
   * @param dropProducer runs between two transactions, when larger records need a new producer
   */
  TopicChanges(OutputLimits limits, Broker broker, Runnable dropProducer) {
    this(limits, broker, dropProducer, System::nanoTime);
  }

  TopicChanges(OutputLimits limits, Broker broker, Runnable dropProducer, LongSupplier nanoClock) {
    this.limits = limits;
    this.broker = broker;
    this.dropProducer = dropProducer;
    this.nanoClock = nanoClock;
    this.lastRead = nanoClock.getAsLong();
  }

  /**
   * Creates missing topics and applies all limits, after a failed commit.
   *
   * @throws InvalidTopicsException if a limit is too small for any batch
   */
  void createMissing() throws InterruptedException {
    TopicLayout now;
    try {
      now = broker.await();
    } catch (InvalidTopicsException e) {
      LOG.warn("the topics have changed, and a restart would fail: {}", e.getMessage());
      return;
    }
    if (now != null) {
      apply(now.recordBytes());
      if (!now.created().isEmpty()) {
        LOG.warn("expected topics {}, found none: they are created again, empty", now.created());
      }
    }
  }

  /**
   * Reads the limits again every 10 s, and applies what was read. It never waits for the broker.
   * Call it between two transactions.
   */
  void readLimits() {
    CompletableFuture<Map<String, Integer>> asked = answer;
    if (asked == null) {
      if (nanoClock.getAsLong() - lastRead >= READ_NANOS) {
        answer = broker.requestRecordBytes();
      }
    } else if (asked.isDone()) {
      answer = null;
      lastRead = nanoClock.getAsLong();
      if (asked.isCompletedExceptionally()) {
        LOG.debug("the size limits of records cannot be read now: {}", asked);
      } else {
        applyOrWarn(asked.join());
      }
    }
  }

  private void applyOrWarn(Map<String, Integer> recordBytes) {
    try {
      apply(recordBytes);
    } catch (InvalidTopicsException e) {
      log.log(times -> LOG.warn("the topics have changed: {}", e.getMessage()));
    }
  }

  private void apply(Map<String, Integer> recordBytes) {
    if (limits.update(recordBytes)) {
      dropProducer.run();
    }
  }
}
