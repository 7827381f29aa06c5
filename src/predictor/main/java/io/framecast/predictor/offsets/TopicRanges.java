package io.framecast.predictor.offsets;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records of any partition between two offsets, for single searches of a topic.
 * Every method throws {@link TimeoutException} if the broker does not answer in time.
 */
final class TopicRanges implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final HighWatermarks watermarks;

  /**
   * Reads with a consumer of its own.
   *
   * @param make makes a consumer without a group that polls up to a number of records
   */
  TopicRanges(IntFunction<Consumer<byte[], byte[]>> make, HighWatermarks watermarks) {
    this.consumer = make.apply(RecordPoller.MOST_RECORDS);
    this.poller = new RecordPoller(consumer, () -> make.apply(1));
    this.watermarks = watermarks;
  }

  /** Holds the first offset of a partition, and the offset after its last. */
  record LogRange(long first, long end) {}

  /** Returns the offsets of the partition, after its open transactions have ended. */
  LogRange of(TopicPartition partition) throws InterruptedException {
    Set<TopicPartition> asked = Set.of(partition);
    long written = watermarks.of(asked).getOrDefault(partition, 0L);
    long first = consumer.beginningOffsets(asked, TIMEOUT).getOrDefault(partition, 0L);
    long start = System.nanoTime();
    long end;
    do { // another member's transaction may end soon
      end = consumer.endOffsets(asked, TIMEOUT).getOrDefault(partition, 0L);
    } while (end < written && System.nanoTime() - start < TIMEOUT.toNanos());
    if (end < written) {
      throw new TimeoutException(
          String.format(
              Locale.ROOT,
              "expected %s to be committed up to offset %d, found a transaction open at %d",
              partition,
              written,
              end));
    }
    return new LogRange(first, end);
  }

  /** Returns the partitions of a topic. */
  Set<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic, TIMEOUT).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Returns the offset of the first record of this time or a later one, or the end. */
  long offsetAt(TopicPartition partition, long timestamp, LogRange range) {
    var found = consumer.offsetsForTimes(Map.of(partition, timestamp), TIMEOUT).get(partition);
    return found == null ? range.end : Math.max(range.first, found.offset());
  }

  /** Reads the records from one offset to before another, in order. */
  void read(
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take) {
    consumer.assign(Set.of(partition));
    consumer.seek(partition, from);
    long lastAdvance = System.nanoTime();
    for (long position = from; position < to; ) {
      for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
        if (record.offset() < to) {
          take.accept(record);
        }
      }
      long now = consumer.position(partition, TIMEOUT);
      if (now == position && System.nanoTime() - lastAdvance > TIMEOUT.toNanos()) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "expected records of %s up to offset %d, found none after %d",
                partition,
                to,
                position));
      }
      lastAdvance = now == position ? lastAdvance : System.nanoTime();
      position = now;
    }
  }

  /** Returns the record at this offset, or null if there is none. */
  @Nullable ConsumerRecord<byte[], byte[]> recordAt(TopicPartition partition, long offset) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    read(partition, offset, offset + 1, found::add);
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
