package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends every malformed record to every topic. */
final class MalformedRecordSender implements AutoCloseable {
  private static final int LARGEST = 8 << 20;
  private static final int LARGE = 2 << 20;

  /** So many of them unpack to more than the heap of a demo. */
  private static final int COMPRESSED = 40;

  private final KafkaProducer<byte[], byte[]> producer;

  MalformedRecordSender(String bootstrap) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrap, "max.request.size", LARGEST + 1, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends them to this partition, or to the only one of a topic; returns when all are written. */
  void send(Topics topics, int partition) throws InterruptedException, ExecutionException {
    for (String topic : all(topics)) {
      boolean compacted = topic.equals(topics.checkpoints()) || topic.equals(topics.models());
      List<MalformedRecord> records = new ArrayList<>(MalformedRecords.all());
      records.addAll(MalformedRecords.largest(compacted ? LARGEST : LARGE));
      if (compacted) {
        records.removeIf(record -> record.key() == null); // a compacted topic needs keys
      }
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (MalformedRecord record : records) {
        sent.add(
            producer.send(record.toProducerRecord(topic, isSingle(topics, topic) ? 0 : partition)));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  /** Sends large records that compress well; returns when all are written. */
  static void sendCompressed(String bootstrap, Topics topics, int partition)
      throws InterruptedException, ExecutionException {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "max.request.size",
            2 * LARGEST,
            "linger.ms",
            20,
            "compression.type",
            "zstd");
    byte[] zeros = new byte[LARGEST];
    try (KafkaProducer<byte[], byte[]> compressing =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String topic : all(topics)) {
        int at = isSingle(topics, topic) ? 0 : partition;
        for (int i = 0; i < COMPRESSED; i++) {
          sent.add(
              compressing.send(new ProducerRecord<>(topic, at, "zeros".getBytes(UTF_8), zeros)));
        }
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  private static List<String> all(Topics topics) {
    return List.of(
        topics.frames(),
        topics.predictions(),
        topics.scores(),
        topics.deadLetters(),
        topics.events(),
        topics.checkpoints(),
        topics.models());
  }

  private static boolean isSingle(Topics topics, String topic) {
    return topic.equals(topics.models()) || topic.equals(topics.events());
  }

  @Override
  public void close() {
    producer.close();
  }
}
