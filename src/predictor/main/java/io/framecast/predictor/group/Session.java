package io.framecast.predictor.group;

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
 * Polls, and sees to it that a poll is never far. Where a commit fails every stream is dropped and
 * brought back from what is committed, so nothing is published twice and no state runs ahead of the
 * log.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** The longest wait for a record: partitions that come meanwhile are restored after it. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final long PAUSE_MILLIS = 500;
  private static final long SHOW_LAG_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final RecordBuffer buffer;
  private final Transactions transactions;
  private final Assignment assignment;
  private final StateRestorer recovery;
  private final TransactionalProcessor processor;
  private final Meters meters;
  private final CountDownLatch stop;
  private final WaitLog waiting = new WaitLog();
  private long lagShown = System.nanoTime();
  private boolean topicsInDoubt;

  Session(
      Consumer<byte[], byte[]> consumer,
      RecordBuffer buffer,
      Transactions transactions,
      Assignment assignment,
      StateRestorer recovery,
      TransactionalProcessor processor,
      Meters meters,
      CountDownLatch stop) {
    this.consumer = consumer;
    this.buffer = buffer;
    this.transactions = transactions;
    this.assignment = assignment;
    this.recovery = recovery;
    this.processor = processor;
    this.meters = meters;
    this.stop = stop;
  }

  /** Makes topics that are missing. */
  interface MissingTopics {
    void make() throws InterruptedException;
  }

  /**
   * Serves until told to stop.
   *
   * @param missing asked again when a topic may be gone
   * @param joined runs whenever the group has told us our partitions
   * @throws WakeupException when told to stop while waiting for the broker
   */
  void serve(String topic, MissingTopics missing, Runnable joined) throws InterruptedException {
    consumer.subscribe(List.of(topic), new Rebalance(joined));
    while (stop.getCount() > 0) {
      try {
        if (recovery.pending()) {
          restore(missing);
        }
        boolean came = poll();
        updateLogEnds();
        boolean processed = processor.process(recovery);
        showLag();
        if (!came && !processed) {
          waiting.sayWhenAlone(consumer);
        }
      } catch (TimeoutException e) {
        waiting.say("for positions", e.toString());
      } catch (InvalidOffsetException e) {
        LOG.info("expected records to read, found that they are gone: {}", e.getMessage());
        recovery.begin(e);
      } catch (NotCommitted e) {
        LOG.warn(
            "a batch is not committed: its streams are dropped and brought back: {}",
            String.valueOf(e.getCause()));
        meters.notCommitted();
        transactions.giveUp();
        topicsInDoubt = true;
        recovery.begin(assignment.partitions());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean poll() throws NotCommitted {
    try {
      return buffer.poll(recovery.pending() ? GLANCE : POLL);
    } catch (OutOfMemoryError e) {
      throw new NotCommitted(e); // where the consumer stands is not known any more
    }
  }

  /** As often as it takes: what the broker does not answer now it is asked again. */
  private void restore(MissingTopics missing) throws InterruptedException {
    try {
      transactions.ready();
      if (topicsInDoubt) {
        missing.make();
        topicsInDoubt = false;
      }
      recovery.advance();
    } catch (UnknownTopicOrPartitionException e) {
      topicsInDoubt = true;
      recovery.begin(assignment.partitions());
    } catch (WakeupException | AuthorizationException | AuthenticationException e) {
      throw e; // waiting does not mend it
    } catch (OffHeapExhaustedException | UncheckedIOException e) {
      LOG.warn("streams cannot be brought back yet: {}", e.toString());
      recovery.begin(assignment.partitions());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (KafkaException e) {
      waiting.say("to bring streams back", e.toString());
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Tells streams how far their log goes, as overload depends on it. */
  private void updateLogEnds() {
    for (TopicPartition partition : assignment.partitions()) {
      consumer
          .currentLag(partition)
          .ifPresent(
              lag -> assignment.owner(partition).updateLogEnd(consumer.position(partition) + lag));
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

  /** Keeps the assignment what the group says it is. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final Runnable joined;

    Rebalance(Runnable joined) {
      this.joined = joined;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      assignment.become(consumer.assignment());
      recovery.begin(added);
      LOG.info("assigned {}, now {}", added, assignment.partitions());
      joined.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      lose(revoked);
      LOG.info("revoked {}", revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      lose(lost);
      LOG.info("lost {}: another member may serve them already", lost);
    }

    private void lose(Collection<TopicPartition> partitions) {
      assignment.lose(partitions);
      buffer.drop(partitions);
    }
  }
}
