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
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the records that are polled and not processed yet, and so knows how far each partition is.
 * A partition is paused while records of it wait here: however slow a step is, no record is passed
 * over and none is fetched twice. The model is PartitionGroup of Kafka Streams.
 */
final class RecordBuffer {
  /** While so many bytes wait, no more are polled. */
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;

  /** Only partitions with waiting records, the one whose turn is next first. */
  private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting =
      new LinkedHashMap<>();

  /** Partitions that are paused during a poll only. */
  private final Set<TopicPartition> held = new HashSet<>();

  RecordBuffer(Consumer<byte[], byte[]> consumer, RecordPoller poller) {
    this.consumer = consumer;
    this.poller = poller;
  }

  /**
   * Polls the partitions of which no record waits, and returns whether any came.
   *
   * @param patience is not needed while records wait
   * @throws OutOfMemoryError after which the consumer's positions say nothing
   */
  boolean poll(Duration patience) {
    consumer.pause(waiting.keySet());
    if (bytes() >= MOST_BYTES) {
      return holdAll();
    }
    Duration wait = waiting.isEmpty() ? patience : Duration.ZERO;
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
        && records < ClientSettings.MOST_RECORDS
        && bytes < MOST_BYTES);
    return records > 0;
  }

  /** Polls no partition, which still keeps us in the group. */
  private boolean holdAll() {
    held.addAll(consumer.assignment());
    held.removeAll(consumer.paused());
    consumer.pause(held);
    poller.poll(Duration.ZERO);
    consumer.resume(held);
    held.clear();
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

  /** Returns who we are in the group, for the offsets of a transaction. */
  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /**
   * Removes at most so many records, one of each partition in turn: a batch of many streams has
   * more to compute side by side.
   *
   * @param isReady a partition whose next record is not ready gives none
   */
  List<ConsumerRecord<byte[], byte[]>> take(
      int most, Predicate<ConsumerRecord<byte[], byte[]>> isReady) {
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
    for (int passed = 0; taken.size() < most && passed < waiting.size(); ) {
      TopicPartition next = waiting.keySet().iterator().next();
      Deque<ConsumerRecord<byte[], byte[]>> records = waiting.remove(next);
      boolean ready = isReady.test(records.getFirst());
      if (ready) {
        taken.add(records.removeFirst());
      }
      passed = ready ? 0 : passed + 1;
      if (records.isEmpty()) {
        consumer.resume(List.of(next));
      } else {
        waiting.put(next, records);
      }
    }
    return taken;
  }

  /** Returns the offset of the first record of the partition that was not taken yet. */
  long position(TopicPartition partition) {
    Deque<ConsumerRecord<byte[], byte[]>> records = waiting.get(partition);
    return records == null ? consumer.position(partition) : records.getFirst().offset();
  }

  /** Forgets the waiting records of partitions that are gone, or are to be read again. */
  void drop(Collection<TopicPartition> partitions) {
    waiting.keySet().removeAll(partitions);
    held.removeAll(partitions);
  }
}
