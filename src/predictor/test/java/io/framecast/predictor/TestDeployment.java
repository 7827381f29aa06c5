package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.broker.TestConsumers;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import io.framecast.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** Holds a test's own topics on a broker and a weights file, and sends and reads records. */
final class TestDeployment implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final Topics topics;
  final Weights weights;
  final Path weightsFile;
  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Queue<Future<?>> sent = new ArrayDeque<>();

  TestDeployment(String bootstrap) {
    this(bootstrap, "it" + NUMBER.incrementAndGet() + ".");
  }

  /** Uses topics with this prefix, so that two brokers can hold the same records. */
  TestDeployment(String bootstrap, String prefix) {
    this(bootstrap, prefix, TestNetwork.weights(7));
  }

  /** Uses these weights. */
  TestDeployment(String bootstrap, String prefix, Weights weights) {
    this.topics = Topics.withPrefix(prefix);
    this.bootstrap = bootstrap;
    this.weights = weights;
    try {
      weightsFile = Files.createTempFile("framecast", ".safetensors");
      Files.write(weightsFile, weights.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "linger.ms",
            0,
            "max.request.size",
            8 << 20,
            // a new partition may refuse the first request and accept the second one before it
            "max.in.flight.requests.per.connection",
            1);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  TestDeployment(EmbeddedBroker broker) {
    this(broker.bootstrap());
  }

  /** Returns the settings that a predictor needs, with HTTP on a port that the system chooses. */
  Map<String, Object> settings(Object... more) {
    Map<String, Object> all = new HashMap<>();
    all.put("kafka.bootstrap.servers", bootstrap);
    all.put("kafka.group.id", group());
    all.put("micronaut.server.port", -1);
    all.put("framecast.weights", weightsFile.toString());
    all.put("framecast.partitions", 3);
    all.put("framecast.horizons", TestNetwork.HORIZONS);
    all.put("framecast.topics.frames", topics.frames());
    all.put("framecast.topics.predictions", topics.predictions());
    all.put("framecast.topics.forecasts", topics.forecasts());
    all.put("framecast.topics.scores", topics.scores());
    all.put("framecast.topics.dead-letters", topics.deadLetters());
    all.put("framecast.topics.checkpoints", topics.checkpoints());
    all.put("framecast.topics.models", topics.models());
    all.put("framecast.topics.events", topics.events());
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i].toString(), more[i + 1]);
    }
    return all;
  }

  /** Starts a predictor in this process and waits for its partitions. */
  Service predictor(Object... more) {
    Service predictor = Service.start(Predictor.KIND, settings(more));
    Awaitility.await().atMost(PATIENCE).until(predictor::isReady);
    return predictor;
  }

  void send(byte[] key, byte[] value, String... headers) {
    send(null, key, value, headers);
  }

  /** Sends to this partition; with null the key selects the partition. */
  void send(Integer partition, byte[] key, byte[] value, String... headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.frames(), partition, key, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    sent.add(producer.send(record));
  }

  void send(String stream, byte[] value, String... headers) {
    send(stream.getBytes(UTF_8), value, headers);
  }

  /** Waits until the predictor on this port has received this many records. */
  void await(int port, long received) throws Exception {
    await(port, received, PATIENCE);
  }

  void await(int port, long received, Duration patience) throws Exception {
    flush();
    Awaitility.await()
        .atMost(patience)
        .until(() -> Http.counters(port).get("received") == received);
  }

  /** Waits until all sent records are appended. */
  void flush() throws Exception {
    for (Future<?> one; (one = sent.poll()) != null; ) {
      one.get();
    }
  }

  /** Waits until the predictors have committed this many frames, those without a prediction too. */
  void awaitProcessed(int frames) throws Exception {
    flush();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Awaitility.await(frames + " frames processed")
          .atMost(PATIENCE)
          .until(() -> processed(admin), committed -> committed >= frames);
    }
  }

  private long processed(Admin admin) throws Exception {
    return admin
        .listConsumerGroupOffsets(group())
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private String group() {
    return topics.frames() + "-predictor";
  }

  /** Returns the sum of the topic's committed offsets, transaction markers included. */
  long committed(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
      return admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .values()
          .stream()
          .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  /** Waits for this many committed records and returns all, in each partition's order. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) throws Exception {
    flush();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = TestConsumers.create(bootstrap, Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await(topic)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
      // a surplus record is an error as well
      consumer
          .endOffsets(partitions)
          .forEach(
              (p, end) -> {
                while (consumer.position(p) < end) {
                  consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                }
              });
    }
    return records;
  }

  /** Returns the number of bytes that the broker stores for the topic. */
  long bytes(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<Integer> nodes = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
      return admin.describeLogDirs(nodes).allDescriptions().get().values().stream()
          .flatMap(directories -> directories.values().stream())
          .flatMap(directory -> directory.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(topic))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    }
  }

  @Override
  public void close() {
    producer.close();
    try {
      Files.deleteIfExists(weightsFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
