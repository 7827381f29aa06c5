package io.framecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.sim.CameraSet;
import io.framecast.sim.CameraStream;
import io.framecast.sim.FaultInjection;
import io.framecast.sim.SimRecord;
import io.framecast.squares.World;
import io.framecast.topics.HeaderText;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A frames topic on an embedded broker, with frames of simulated cameras. */
public final class RecordedFrames implements AutoCloseable {
  public static final int HEIGHT = 24;
  public static final int WIDTH = 40;
  public static final int PARTITIONS = 2;

  private final EmbeddedBroker broker = EmbeddedBroker.launch();
  private final KafkaProducer<byte[], byte[]> producer;

  public RecordedFrames() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(Topics.DEFAULT, PARTITIONS, 1));
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap(), "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  /** Records frames {@code from} to {@code to - 1} of so many streams of squares at this speed. */
  public void record(long seed, int speed, int streams, int from, int to) throws Exception {
    World world = new World(seed, World.Mode.CLIPS, speed, HEIGHT, WIDTH);
    CameraSet cameras =
        new CameraSet(world, "sim-", 0, streams, Encoding.PNG8, FaultInjection.NONE);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int n = from; n < to; n++) {
      for (CameraStream film : cameras.streams()) {
        for (SimRecord take : film.records(n)) {
          ProducerRecord<byte[], byte[]> record =
              new ProducerRecord<>(
                  Topics.DEFAULT.frames(), take.key().getBytes(UTF_8), take.value());
          take.headers().forEach((name, text) -> HeaderText.add(record.headers(), name, text));
          sent.add(producer.send(record));
        }
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  /** Sends one record. */
  public void send(String topic, byte[] key, byte[] value) throws Exception {
    send(topic, key, value, 1);
  }

  /** Sends the same record so many times. */
  public void send(String topic, byte[] key, byte[] value, int times) throws Exception {
    Future<RecordMetadata> last = producer.send(new ProducerRecord<>(topic, key, value));
    for (int n = 1; n < times; n++) {
      last = producer.send(new ProducerRecord<>(topic, key, value));
    }
    producer.flush();
    last.get();
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
