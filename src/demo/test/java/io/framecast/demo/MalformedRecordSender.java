package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
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
  void send(Topics topics, int partition) throws InterruptedException {
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
      Map<MalformedRecord, Future<RecordMetadata>> sent = new LinkedHashMap<>();
      for (MalformedRecord record : records) {
        sent.put(record, producer.send(record.toPartition(topic, single ? 0 : partition)));
      }
      for (Map.Entry<MalformedRecord, Future<RecordMetadata>> one : sent.entrySet()) {
        expectSent(topic, one.getKey(), one.getValue(), compacted);
      }
    }
  }

  /** A compacted topic takes no record without a key; every other one is there. */
  private static void expectSent(
      String topic, MalformedRecord record, Future<RecordMetadata> sent, boolean compacted)
      throws InterruptedException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .as("%s to %s", record, topic)
          .isInstanceOf(InvalidRecordException.class);
      assertThat(compacted && record.key() == null).as("%s to %s", record, topic).isTrue();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
