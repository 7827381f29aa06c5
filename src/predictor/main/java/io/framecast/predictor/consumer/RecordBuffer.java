package io.framecast.predictor.consumer;

import io.framecast.predictor.settings.ClientSettings;
import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;

/**
 * Holds the records that are polled and not processed yet, and so knows the position of each
 * partition. A partition is paused while its records wait here. So even a slow step skips no
 * record, and no record is fetched twice. The model is PartitionGroup of Kafka Streams.
 */
final class RecordBuffer {
  /** Limits the waiting bytes: nothing is polled while more of them wait. */
  private static final long MAX_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;

  /** Holds the partitions with waiting records, and first the one that is taken from next. */
  private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting =
      new LinkedHashMap<>();

  /** Holds the partitions that are paused only during a poll. */
  private final Set<TopicPartition> pausedForPoll = new HashSet<>();

  RecordBuffer(Consumer<byte[], byte[]> consumer, RecordPoller poller) {
    this.consumer = consumer;
    this.poller = poller;
  }

  /**
   * Polls the partitions without waiting records, and returns whether any record arrived.
   *
   * @param timeout limits the wait for a record; while other records wait, the poll does not wait
   * @throws TransactionFailedException after an error that passes; then the consumer's positions
   *     are unknown
   * @throws KafkaException after any other error, and {@link TimeoutException} without the broker's
   *     answer
   */
  boolean poll(Duration timeout) throws TransactionFailedException {
    try {
      return pollUnpaused(timeout);
    } catch (OutOfMemoryError | KafkaException e) {
      if (isPassing(e)) {
        throw new TransactionFailedException(e);
      }
      throw e;
    }
  }

  /**
   * Returns whether the same call may succeed later; a broker that restarts may answer anything.
   */
  private static boolean isPassing(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        || thrown instanceof UnknownServerException
        || (thrown instanceof RetriableException && !(thrown instanceof TimeoutException))
        // the client has no exception of its own for an answer that it does not expect
        || thrown.getClass() == KafkaException.class;
  }

  private boolean pollUnpaused(Duration timeout) {
    consumer.pause(waiting.keySet());
    if (bytes() >= MAX_BYTES) {
      return pollNothing();
    }
    Duration wait = waiting.isEmpty() ? timeout : Duration.ZERO;
    List<ConsumerRecord<byte[], byte[]>> polled;
    int records = 0;
    long bytes = 0;
    do {
      polled = poller.poll(wait);
      polled.forEach(this::add);
      records += polled.size();
      bytes += RecordPoller.bytes(polled);
      wait = Duration.ZERO;
    } while (polled.size() >= RecordPoller.MOST_RECORDS
        && records < ClientSettings.MAX_TRANSACTION_RECORDS
        && bytes < MAX_BYTES);
    return records > 0;
  }

  /** Polls with all partitions paused, to stay in the group; returns false. */
  private boolean pollNothing() {
    pausedForPoll.addAll(consumer.assignment());
    pausedForPoll.removeAll(consumer.paused());
    consumer.pause(pausedForPoll);
    poller.poll(Duration.ZERO);
    consumer.resume(pausedForPoll);
    pausedForPoll.clear();
    return false;
  }

  private long bytes() {
    return waiting.values().stream().mapToLong(RecordPoller::bytes).sum();
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    waiting
        .computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), p -> new ArrayDeque<>())
        .add(record);
  }

  /** Returns the consumer's metadata in the group, for the offsets of a transaction. */
  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /**
   * Removes and returns waiting records, one of each partition in turn. A batch of many streams has
   * more work that can run in parallel.
   *
   * @param max limits the number of records
   * @param isReady tests whether the next record of a partition may be taken
   */
  List<ConsumerRecord<byte[], byte[]>> take(
      int max, Predicate<ConsumerRecord<byte[], byte[]>> isReady) {
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
    for (int skipped = 0; taken.size() < max && skipped < waiting.size(); ) {
      TopicPartition next = waiting.keySet().iterator().next();
      Deque<ConsumerRecord<byte[], byte[]>> records = waiting.remove(next);
      boolean ready = isReady.test(records.getFirst());
      if (ready) {
        taken.add(records.removeFirst());
      }
      skipped = ready ? 0 : skipped + 1;
      if (records.isEmpty()) {
        consumer.resume(List.of(next));
      } else {
        waiting.put(next, records);
      }
    }
    return taken;
  }

  /**
   * Returns the offset of the first record of the partition that is not taken yet.
   *
   * @throws TimeoutException if the broker does not answer. After a change of leader the consumer
   *     validates its position (KIP-320), and by default it waits for a minute.
   */
  long position(TopicPartition partition) {
    Deque<ConsumerRecord<byte[], byte[]>> records = waiting.get(partition);
    return records == null
        ? consumer.position(partition, POSITION_TIMEOUT)
        : records.getFirst().offset();
  }

  /**
   * Returns the end of the records that the consumer may read; empty while it knows no end, or
   * validates its position. It does not wait.
   */
  OptionalLong readableEnd(TopicPartition partition) {
    OptionalLong lag = consumer.currentLag(partition);
    try {
      return lag.isEmpty()
          ? lag
          : OptionalLong.of(consumer.position(partition, Duration.ZERO) + lag.getAsLong());
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    }
  }

  /** Drops the waiting records of partitions that are revoked or will be read again. */
  void drop(Collection<TopicPartition> partitions) {
    waiting.keySet().removeAll(partitions);
    pausedForPoll.removeAll(partitions);
  }
}
