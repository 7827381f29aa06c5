package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Sends frames of several streams in turn, evenly over the partitions, and reads their committed
 * predictions. One thread reads; {@link #sendAtRate} sends in parallel.
 */
final class LoadGenerator implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Topics topics;
  private final int streams;
  private final int partitions;
  private final LoopedFrames images = LoopedFrames.squares();
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final AtomicLong sent = new AtomicLong();
  private final Map<String, Long> appended = new ConcurrentHashMap<>();
  private long received;
  private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
  private volatile Exception failure; // null while every append succeeds
  private volatile boolean closed;

  /** Creates the frames topic, whose timestamps are those of the append. */
  LoadGenerator(String bootstrap, Topics topics, int streams, int partitions)
      throws InterruptedException, ExecutionException {
    this.topics = topics;
    this.streams = streams;
    this.partitions = partitions;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "linger.ms",
            0,
            // a new partition may refuse the first request and accept the second one before it
            "max.in.flight.requests.per.connection",
            1);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      NewTopic topic = new NewTopic(topics.frames(), Optional.of(partitions), Optional.empty());
      topic.configs(Map.of("message.timestamp.type", "LogAppendTime"));
      admin.createTopics(List.of(topic)).all().get();
    }
    reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Sends the next frame of the next stream. */
  private void send() {
    long n = sent.getAndIncrement();
    int stream = (int) (n % streams);
    byte[] key = ("cam" + stream).getBytes(UTF_8);
    byte[] value = images.frame(stream, n / streams);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.frames(), stream % partitions, key, value);
    var unused =
        producer.send(
            record,
            (metadata, e) -> {
              failure = e == null ? failure : e;
              appended.put(
                  metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset(),
                  metadata.timestamp());
            });
  }

  void send(int count) {
    for (int i = 0; i < count; i++) {
      send();
    }
    producer.flush();
  }

  /** Sends this many frames at this rate in parallel, or until this is closed. */
  void sendAtRate(double perSecond, long count) {
    sending.join();
    sending =
        CompletableFuture.runAsync(
            () -> {
              long begin = System.nanoTime();
              for (long i = 0; i < count && !closed; i++) {
                LockSupport.parkNanos(begin + (long) (i * 1e9 / perSecond) - System.nanoTime());
                send();
              }
            },
            task -> new Thread(task, "camera").start());
  }

  /** Waits until a predictor has created the predictions topic, and reads from its beginning. */
  void awaitTopics() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> reader.listTopics().containsKey(topics.predictions()));
    reader.assign(all(topics.predictions()));
  }

  private List<TopicPartition> all(String topic) {
    return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  /** Returns the latencies in milliseconds of at least this many next predictions. */
  List<Long> receive(int count) {
    List<Long> latencies = new ArrayList<>();
    while (latencies.size() < count) {
      poll(prediction -> {}, latencies);
    }
    return latencies;
  }

  /** Passes the next predictions on, if any arrive in one poll, and returns their latencies. */
  List<Long> receive(Consumer<Prediction> to) {
    List<Long> latencies = new ArrayList<>();
    poll(to, latencies);
    return latencies;
  }

  private void poll(Consumer<Prediction> to, List<Long> latencies) {
    if (failure != null) {
      throw new IllegalStateException("expected every frame to be appended", failure);
    }
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
      long now = System.currentTimeMillis();
      Prediction prediction = Prediction.of(record);
      latencies.add(now - appendedAt(prediction.source().toString()));
      received++;
      to.accept(prediction);
    }
  }

  /** Returns the number of sent frames whose predictions have not been read. */
  int waiting() {
    return (int) (sent.get() - received);
  }

  /** Returns the current end offset of each partition of the frames. */
  Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    reader
        .endOffsets(all(topics.frames()))
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /** Returns the append time; its callback may run after the prediction was read. */
  private long appendedAt(String source) {
    Long at;
    while ((at = appended.remove(source)) == null) {
      Thread.onSpinWait();
    }
    return at;
  }

  @Override
  public void close() {
    closed = true;
    sending.join();
    producer.close();
    reader.close();
  }
}
