package io.framecast.trainer;

import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.trainer.verify.StreamFixture;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with topics to which a test writes frames and what a service would publish. */
final class HandWrittenTopics implements AutoCloseable {

  private final EmbeddedBroker broker = EmbeddedBroker.launch();
  private final Admin admin = Admin.create(settings());
  private final KafkaProducer<byte[], byte[]> camera = producer(settings());
  private final KafkaProducer<byte[], byte[]> service;

  private HandWrittenTopics() {
    Map<String, Object> transactional = settings();
    transactional.put("transactional.id", "by-hand");
    service = producer(transactional);
    service.initTransactions();
  }

  static HandWrittenTopics launch() {
    return new HandWrittenTopics();
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  Map<String, Object> settings() {
    return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void create(int partitions, String... topics) throws Exception {
    List<NewTopic> wanted =
        Stream.of(topics).map(name -> new NewTopic(name, partitions, (short) 1)).toList();
    admin.createTopics(wanted).all().get();
  }

  /** Sends the frames of a stream. */
  void send(StreamFixture log) throws Exception {
    for (ConsumerRecord<byte[], byte[]> r : log.frames) {
      camera
          .send(new ProducerRecord<>(r.topic(), r.partition(), r.key(), r.value(), r.headers()))
          .get();
    }
  }

  /** Publishes these records in one transaction. */
  void publish(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    service.beginTransaction();
    Set<TopicPartition> written = new HashSet<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      RecordMetadata sent = service.send(record).get();
      written.add(new TopicPartition(sent.topic(), sent.partition()));
    }
    service.commitTransaction();
    // the commit's markers come after it, and a reader sees no record before them
    await()
        .until(
            () ->
                ends(written, IsolationLevel.READ_COMMITTED)
                    .equals(ends(written, IsolationLevel.READ_UNCOMMITTED)));
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation)
      throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Writes a record in a transaction that is aborted. */
  void abort(ProducerRecord<byte[], byte[]> record) throws Exception {
    service.beginTransaction();
    service.send(record).get();
    service.abortTransaction();
  }

  /** Removes the records before this offset, as retention does. */
  void delete(TopicPartition partition, long before) throws Exception {
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
  }

  @Override
  public void close() {
    camera.close();
    service.close();
    admin.close();
    broker.close();
  }
}
