package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Guarantee: what operators and producers do to the frames topic stops no other stream. */
class FramesTopicIT extends SharedBrokerFixture {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.framecast.predictor");

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void partitionsAddedToTheFramesTopicOnlyWaitForTheOthersWhileAllElseIsServed() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        Service predictor = deployment.predictor("kafka.metadata.max.age.ms", 500)) {
      send(0, "early", 0);
      assertThat(deployment.read(deployment.topics.predictions(), 1)).hasSize(1);
      grow(admin, deployment.topics.frames(), 5);
      send(4, "late", 0);
      awaitLog("partitions [3, 4] of it are not served until an operator adds partitions");
      assertThat(predictor.isReady()).isTrue();
      send(0, "early", 1);
      assertThat(deployment.read(deployment.topics.predictions(), 2)).hasSize(2);
      grow(admin, deployment.topics.predictions(), 5);
      grow(admin, deployment.topics.scores(), 5);
      grow(admin, deployment.topics.checkpoints(), 5);
      assertThat(deployment.read(deployment.topics.predictions(), 3))
          .extracting(record -> new String(record.key(), UTF_8))
          .containsOnlyOnce("late");
    }
  }

  @Test
  void anOpenTransactionOfAProducerShowsInTheLagAndInTheLog() throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    settings.put("transactional.id", "a-camera");
    try (Service predictor = deployment.predictor();
        KafkaProducer<byte[], byte[]> camera =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      send(0, "early", 0);
      assertThat(deployment.read(deployment.topics.predictions(), 1)).hasSize(1);
      camera.initTransactions();
      camera.beginTransaction();
      camera.send(new ProducerRecord<>(deployment.topics.frames(), 0, key("open"), frame(0))).get();
      send(0, "early", 1);
      deployment.flush();
      await()
          .atMost(PATIENCE)
          .until(() -> Http.value(predictor.port(), "framecast_lag", "partition=\"0\"") == 2);
      awaitLog("a producer has not ended its transaction; 2 records wait for it");
      camera.commitTransaction();
      assertThat(deployment.read(deployment.topics.predictions(), 3)).hasSize(3);
    }
  }

  private void send(int partition, String stream, int n) {
    deployment.send(partition, key(stream), frame(n), "sequence", Integer.toString(n));
  }

  private byte[] frame(int n) {
    return Encoding.PNG8.encode(world.noisy(0, n));
  }

  private static byte[] key(String stream) {
    return stream.getBytes(UTF_8);
  }

  private void awaitLog(String text) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                List.copyOf(log.list).stream()
                    .anyMatch(event -> event.getFormattedMessage().contains(text)));
  }

  private static void grow(Admin admin, String topic, int partitions) throws Exception {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
  }
}
