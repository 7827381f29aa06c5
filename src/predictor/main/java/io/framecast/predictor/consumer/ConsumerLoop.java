package io.framecast.predictor.consumer;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.topics.ClientProblem;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * the next poll is never late. After a failed commit every stream is dropped and restored from what
 * is committed. So nothing is published twice, and no state runs ahead of the log.
 */
final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  /** Limits the wait for a record. Partitions that are assigned meanwhile are restored after it. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration POLL_WHILE_RESTORING = Duration.ofMillis(1);
  private static final long PAUSE_MILLIS = 500;
  private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final RecordBuffer buffer;
  private final Assignment assignment;
  private final StateRestorer restorer;
  private final TransactionalProcessor processor;
  private final UnservedPartitions unserved;
  private final LagMonitor lag;
  private final PredictorMeters meters;
  private final WaitLog waitLog = new WaitLog();
  private long lastLagReport = System.nanoTime();
  private boolean topicsMayBeGone;

  /**
   * Holds what the loop calls in turn.
   *
   * @param unserved the partitions that have no partition for their output
   */
  record Steps(
      RecordBuffer buffer,
      Assignment assignment,
      StateRestorer restorer,
      TransactionalProcessor processor,
      UnservedPartitions unserved,
      LagMonitor lag) {}

  ConsumerLoop(Consumer<byte[], byte[]> consumer, Steps steps, PredictorMeters meters) {
    this.consumer = consumer;
    this.buffer = steps.buffer;
    this.assignment = steps.assignment;
    this.restorer = steps.restorer;
    this.processor = steps.processor;
    this.unserved = steps.unserved;
    this.lag = steps.lag;
    this.meters = meters;
  }

  /**
   * Serves until a stop is requested.
   *
   * @param topics follows what changes in them
   * @param onAssigned runs after each assignment of partitions
   * @param stop released when a stop is requested
   * @throws WakeupException if that happens during a call to the broker
   */
  void serve(String frames, TopicChanges topics, Runnable onAssigned, CountDownLatch stop)
      throws InterruptedException {
    consumer.subscribe(List.of(frames), new Rebalance(onAssigned));
    while (stop.getCount() > 0) {
      try {
        serveMore();
        topics.readLimits();
        if (restorer.isRestoring()) {
          restore(topics, stop);
        }
        boolean polled = buffer.poll(restorer.isRestoring() ? POLL_WHILE_RESTORING : POLL);
        updateLogEnds();
        boolean processed = processor.process(restorer);
        reportLag();
        if (!polled && !processed) {
          waitLog.logMissingHeartbeats(consumer);
        }
      } catch (TimeoutException e) {
        waitLog.logBroker("find positions", e.toString());
      } catch (InvalidOffsetException e) {
        LOG.info("records were deleted before they were read: {}", e.getMessage());
        restorer.begin(e);
      } catch (TransactionFailedException e) {
        LOG.warn(
            "a batch was not committed; all streams are restored: {}",
            String.valueOf(e.getCause()));
        meters.countAbortedBatch();
        processor.discard();
        topicsMayBeGone = true;
        restorer.begin(assignment.partitions());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Restores one slice. If the broker does not answer, the next call asks again. */
  private void restore(TopicChanges topics, CountDownLatch stop) throws InterruptedException {
    try {
      processor.init();
      if (topicsMayBeGone) {
        topics.createMissing();
        topicsMayBeGone = false;
      }
      restorer.advance();
    } catch (UnknownTopicOrPartitionException e) {
      topicsMayBeGone = true;
      restorer.begin(assignment.partitions());
    } catch (WakeupException | AuthorizationException | AuthenticationException e) {
      throw e; // they are not retriable
    } catch (OffHeapExhaustedException | UncheckedIOException e) {
      LOG.warn("streams cannot be restored yet: {}", e.toString());
      restorer.begin(assignment.partitions());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (KafkaException e) {
      if (ClientProblem.of(e) != null) {
        throw e; // the broker refuses a setting, and will again
      }
      waitLog.logBroker("restore streams", e.toString());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Updates the log end of each partition, which shows an overload. */
  private void updateLogEnds() {
    for (TopicPartition partition : assignment.partitions()) {
      buffer.readableEnd(partition).ifPresent(assignment.streamsOf(partition)::updateLogEnd);
    }
  }

  private void reportLag() {
    if (System.nanoTime() - lastLagReport > LAG_NANOS) {
      lastLagReport = System.nanoTime();
      meters.setLag(lag.measure());
    }
  }

  /** Begins to serve partitions that have got partitions for their output. */
  private void serveMore() throws InterruptedException {
    Set<TopicPartition> servable = unserved.findServable();
    if (!servable.isEmpty()) {
      assign(servable);
    }
  }

  /** Restores partitions that are added to those that are served. */
  private void assign(Set<TopicPartition> added) {
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.removeAll(unserved.partitions());
    assignment.assign(all);
    restorer.begin(added);
  }

  /** Keeps the assignment equal to that of the group. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final Runnable onAssigned;

    Rebalance(Runnable onAssigned) {
      this.onAssigned = onAssigned;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      Set<TopicPartition> withoutOutput = unserved.add(added);
      consumer.pause(withoutOutput);
      // any position: without one, the next poll waits for the committed offset
      withoutOutput.forEach(partition -> consumer.seek(partition, 0));
      unserved.report();
      Set<TopicPartition> served = new HashSet<>(added);
      served.removeAll(withoutOutput);
      assign(served);
      LOG.info("assigned {}, now {}", added, assignment.partitions());
      onAssigned.run();
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
      unserved.remove(partitions);
      buffer.drop(partitions);
    }
  }
}
