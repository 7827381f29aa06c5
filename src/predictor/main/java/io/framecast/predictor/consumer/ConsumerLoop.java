package io.framecast.predictor.consumer;

import io.framecast.convlstm.OffHeapExhaustedException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, restores assigned partitions and processes records, one slice of each at a time, so that
 * the next poll is never far. After a failed commit every stream is dropped and restored from what
 * is committed. So nothing is published twice, and no state runs ahead of the log.
 */
final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  /**
   * The longest wait for a record. Partitions that are assigned meanwhile are restored after it.
   */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration POLL_WHILE_RESTORING = Duration.ofMillis(1);
  private static final long PAUSE_MILLIS = 500;
  private static final long SHOW_LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final RecordBuffer buffer;
  private final Assignment assignment;
  private final StateRestorer restorer;
  private final TransactionalProcessor processor;
  private final Meters meters;
  private final WaitLog waiting = new WaitLog();
  private long lagShown = System.nanoTime();
  private boolean topicsInDoubt;

  ConsumerLoop(
      Consumer<byte[], byte[]> consumer,
      RecordBuffer buffer,
      Assignment assignment,
      StateRestorer restorer,
      TransactionalProcessor processor,
      Meters meters) {
    this.consumer = consumer;
    this.buffer = buffer;
    this.assignment = assignment;
    this.restorer = restorer;
    this.processor = processor;
    this.meters = meters;
  }

  /** Makes topics that are missing. */
  interface MissingTopics {
    void make() throws InterruptedException;
  }

  /**
   * Serves until a stop is requested.
   *
   * @param missing runs when a topic may be gone
   * @param joined runs after each assignment of partitions
   * @param stop released when a stop is requested
   * @throws WakeupException if that happens during a call to the broker
   */
  void serve(String topic, MissingTopics missing, Runnable joined, CountDownLatch stop)
      throws InterruptedException {
    consumer.subscribe(List.of(topic), new Rebalance(joined));
    while (stop.getCount() > 0) {
      try {
        if (restorer.pending()) {
          restore(missing, stop);
        }
        boolean polled = poll();
        updateLogEnds();
        boolean processed = processor.process(restorer);
        showLag();
        if (!polled && !processed) {
          waiting.sayWhenAlone(consumer);
        }
      } catch (TimeoutException e) {
        waiting.say("for positions", e.toString());
      } catch (InvalidOffsetException e) {
        LOG.info("expected records to read, found that they are gone: {}", e.getMessage());
        restorer.begin(e);
      } catch (TransactionFailedException e) {
        LOG.warn(
            "a batch is not committed: all streams are dropped and restored: {}",
            String.valueOf(e.getCause()));
        meters.notCommitted();
        processor.discard();
        topicsInDoubt = true;
        restorer.begin(assignment.partitions());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean poll() throws TransactionFailedException {
    try {
      return buffer.poll(restorer.pending() ? POLL_WHILE_RESTORING : POLL);
    } catch (OutOfMemoryError e) {
      throw new TransactionFailedException(e); // the consumer's positions are unknown now
    }
  }

  /** Restores one slice. If the broker does not answer, the next call asks again. */
  private void restore(MissingTopics missing, CountDownLatch stop) throws InterruptedException {
    try {
      processor.init();
      if (topicsInDoubt) {
        missing.make();
        topicsInDoubt = false;
      }
      restorer.advance();
    } catch (UnknownTopicOrPartitionException e) {
      topicsInDoubt = true;
      restorer.begin(assignment.partitions());
    } catch (WakeupException | AuthorizationException | AuthenticationException e) {
      throw e; // waiting does not help
    } catch (OffHeapExhaustedException | UncheckedIOException e) {
      LOG.warn("streams cannot be restored yet: {}", e.toString());
      restorer.begin(assignment.partitions());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (KafkaException e) {
      waiting.say("to restore streams", e.toString());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Tells the streams of each partition where its log ends, which shows an overload. */
  private void updateLogEnds() {
    for (TopicPartition partition : assignment.partitions()) {
      consumer
          .currentLag(partition)
          .ifPresent(
              lag ->
                  assignment.streamsOf(partition).updateLogEnd(consumer.position(partition) + lag));
    }
  }

  private void showLag() {
    if (System.nanoTime() - lagShown > SHOW_LAG_NANOS) {
      lagShown = System.nanoTime();
      Map<Integer, Long> lags = new HashMap<>();
      for (TopicPartition partition : assignment.partitions()) {
        consumer
            .currentLag(partition)
            .ifPresent(
                lag -> {
                  long end = consumer.position(partition) + lag;
                  lags.put(partition.partition(), end - buffer.position(partition));
                });
      }
      meters.lag(lags);
    }
  }

  /** Keeps the assignment equal to that of the group. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final Runnable joined;

    Rebalance(Runnable joined) {
      this.joined = joined;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      assignment.assign(consumer.assignment());
      restorer.begin(added);
      LOG.info("assigned {}, now {}", added, assignment.partitions());
      joined.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      revoke(revoked);
      LOG.info("revoked {}", revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      revoke(lost);
      LOG.info("lost {}: another member may serve them already", lost);
    }

    private void revoke(Collection<TopicPartition> partitions) {
      assignment.revoke(partitions);
      buffer.drop(partitions);
    }
  }
}
