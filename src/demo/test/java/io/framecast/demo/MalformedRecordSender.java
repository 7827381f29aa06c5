package io.framecast.demo;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends every record of the table of malformed ones to every topic. */
final class MalformedRecordSender implements AutoCloseable {
  private static final int LARGEST = 8 << 20;
  private static final int LARGE = 2 << 20;

  private final KafkaProducer<byte[], byte[]> producer;

  MalformedRecordSender(String bootstrap) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrap, "max.request.size", LARGEST + 1, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends them to this partition, or to the only one of a topic; returns when they are there. */
  void send(Topics topics, int partition) throws InterruptedException, ExecutionException {
    for (String topic :
        List.of(
            topics.frames(),
            topics.predictions(),
            topics.scores(),
            topics.deadLetters(),
            topics.events(),
            topics.checkpoints(),
            topics.models())) {
      boolean compacted = topic.equals(topics.checkpoints()) || topic.equals(topics.models());
      List<MalformedRecord> records = new ArrayList<>(MalformedRecords.all());
      records.addAll(MalformedRecords.largest(compacted ? LARGEST : LARGE));
      boolean single = topic.equals(topics.models()) || topic.equals(topics.events());
      if (compacted) {
        records.removeIf(record -> record.key() == null); // a broker takes none without a key
      }
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (MalformedRecord record : records) {
        sent.add(producer.send(record.toPartition(topic, single ? 0 : partition)));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
