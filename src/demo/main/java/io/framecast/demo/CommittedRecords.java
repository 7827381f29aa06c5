package io.framecast.demo;

import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.TopicEndReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of topics from the beginning, without a consumer group. */
final class CommittedRecords {
  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private CommittedRecords() {}

  /** Returns a poller for a consumer that {@link #open} created. */
  static RecordPoller poller(String bootstrap, KafkaConsumer<byte[], byte[]> consumer) {
    return RecordPoller.of(consumer, settings(bootstrap));
  }

  /** Creates a consumer at the beginning of every partition of these topics. */
  static KafkaConsumer<byte[], byte[]> open(String bootstrap, List<String> topics) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings(bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static Map<String, Object> settings(String bootstrap) {
    return KafkaClientSettings.consumer(Map.of("bootstrap.servers", bootstrap));
  }

  /** Reads a topic to its current end, each partition's records in their order. */
  static void read(
      String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (KafkaConsumer<byte[], byte[]> consumer = open(bootstrap, List.of(topic))) {
      new TopicEndReader(consumer, poller(bootstrap, consumer))
          .read(consumer.endOffsets(consumer.assignment()), NO_LIMIT, reader);
    }
  }
}
