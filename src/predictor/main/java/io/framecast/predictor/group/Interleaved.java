package io.framecast.predictor.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Polled records, one of each partition in turn: a consumer hands them over partition by partition,
 * and a part of that would hold few streams to work on side by side.
 */
final class Interleaved {
  private Interleaved() {}

  static <K, V> List<ConsumerRecord<K, V>> of(ConsumerRecords<K, V> polled) {
    List<ConsumerRecord<K, V>> records = new ArrayList<>(polled.count());
    List<Iterator<ConsumerRecord<K, V>>> partitions = new ArrayList<>();
    for (TopicPartition partition : polled.partitions()) {
      partitions.add(polled.records(partition).iterator());
    }
    while (!partitions.isEmpty()) {
      partitions.removeIf(partition -> !partition.hasNext());
      partitions.forEach(partition -> records.add(partition.next()));
    }
    return records;
  }
}
