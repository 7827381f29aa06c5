package io.framecast.predictor.offsets;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * Reads committed records of any partition between two offsets, for one-time questions to a topic.
 * Every method throws {@link TimeoutException} when the broker does not answer in time.
 */
final class TopicRanges implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final HighWatermarks watermarks;

  /**
   * Reads with a consumer of its own.
   *
   * @param make makes a consumer of no group that polls so many records
   */
  TopicRanges(IntFunction<Consumer<byte[], byte[]>> make, HighWatermarks watermarks) {
    this.consumer = make.apply(RecordPoller.MOST_RECORDS);
    this.poller = new RecordPoller(consumer, () -> make.apply(1));
    this.watermarks = watermarks;
  }

  /** Offsets from the first that a partition holds to before its end. */
  record Range(long first, long end) {}

  /** Returns which offsets the partition holds; nothing of it may be in an open transaction. */
  Range of(TopicPartition partition) throws InterruptedException {
    Set<TopicPartition> asked = Set.of(partition);
    long written = watermarks.of(asked).getOrDefault(partition, 0L);
    long first = consumer.beginningOffsets(asked, PATIENCE).getOrDefault(partition, 0L);
    long begun = System.nanoTime();
    long end;
    do { // another member's transaction may be about to end
      end = consumer.endOffsets(asked, PATIENCE).getOrDefault(partition, 0L);
    } while (end < written && System.nanoTime() - begun < PATIENCE.toNanos());
    if (end < written) {
      throw new TimeoutException(
          "expected %s to be committed up to offset %d, found a transaction open at %d"
              .formatted(partition, written, end));
    }
    return new Range(first, end);
  }

  Set<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic, PATIENCE).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Returns the offset of the first record of this time or later, or the end. */
  long offsetAt(TopicPartition partition, long timestamp, Range range) {
    var found = consumer.offsetsForTimes(Map.of(partition, timestamp), PATIENCE).get(partition);
    return found == null ? range.end : Math.max(range.first, found.offset());
  }

  /** Hands over each record from an offset to before another, in order. */
  void read(
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> take) {
    consumer.assign(Set.of(partition));
    consumer.seek(partition, from);
    long moved = System.nanoTime();
    for (long position = from; position < to; ) {
      for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
        if (record.offset() < to) {
          take.accept(record);
        }
      }
      long now = consumer.position(partition, PATIENCE);
      if (now == position && System.nanoTime() - moved > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "expected records of %s up to offset %d, found none after %d"
                .formatted(partition, to, position));
      }
      moved = now == position ? moved : System.nanoTime();
      position = now;
    }
  }

  /** Returns the record at this offset, null where there is none. */
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
