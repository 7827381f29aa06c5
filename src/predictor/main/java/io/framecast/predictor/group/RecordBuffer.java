package io.framecast.predictor.group;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the records that are polled and not processed yet, and so knows how far each partition is.
 * A partition is paused while records of it wait here: however slow a step is, no record is passed
 * over and none is fetched twice. The model is PartitionGroup of Kafka Streams.
 */
final class RecordBuffer {
  private final Consumer<byte[], byte[]> consumer;

  /** Only partitions with waiting records, the one whose turn is next first. */
  private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting =
      new LinkedHashMap<>();

  RecordBuffer(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * Polls the partitions of which no record waits, and returns whether any came.
   *
   * @param patience is not needed while records wait
   */
  boolean poll(Duration patience) {
    if (!waiting.isEmpty()) {
      consumer.pause(waiting.keySet());
    }
    ConsumerRecords<byte[], byte[]> polled =
        consumer.poll(waiting.isEmpty() ? patience : Duration.ZERO);
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      waiting
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), p -> new ArrayDeque<>())
          .add(record);
    }
    return !polled.isEmpty();
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
  }
}
