package io.framecast.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Creates consumers for tests. A broker answers them at once, so they also close at once. */
public final class TestConsumers {
  private static final Duration POLL = Duration.ofMillis(100);

  private TestConsumers() {}

  /**
   * Creates a consumer that reads committed records from the beginning, for the caller to close.
   */
  public static <K, V> KafkaConsumer<K, V> create(
      String bootstrap, Map<String, Object> more, Deserializer<K> keys, Deserializer<V> values) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    // closing a consumer waits for its last fetch, 500 ms by default
    settings.put("fetch.max.wait.ms", 20);
    settings.putAll(more);
    return new KafkaConsumer<>(settings, keys, values);
  }

  /** Creates a consumer of bytes without a group. */
  public static KafkaConsumer<byte[], byte[]> create(String bootstrap, Map<String, Object> more) {
    return create(bootstrap, more, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Returns the committed records of a topic up to its end, those of one partition in order. */
  public static List<ConsumerRecord<byte[], byte[]>> readAll(String bootstrap, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = create(bootstrap, Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }
}
