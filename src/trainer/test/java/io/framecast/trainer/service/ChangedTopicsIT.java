package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.RecordedFrames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Changes the topics as an operator does, while the trainer runs. */
class ChangedTopicsIT {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final int MORE = RecordedFrames.PARTITIONS + 1;
  private static final String TOO_MANY =
      "expected framecast.predictions to have 2 partitions, as many as framecast.frames, found 3";

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(TopicCheck.class);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event.getFormattedMessage());
        }
      };

  @TempDir private Path folder;
  private RecordedFrames frames;
  private Admin admin;
  private Service trainer;

  @BeforeEach
  void start() throws Exception {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    frames = new RecordedFrames();
    admin = Admin.create(Map.of("bootstrap.servers", frames.bootstrap()));
    trainer = trainer("round");
    await().atMost(Duration.ofSeconds(30)).until(trainer::isReady);
  }

  private Service trainer(String directory) {
    return trainer(directory, "framecast.partitions", RecordedFrames.PARTITIONS);
  }

  private Service trainer(String directory, String setting, Object value) {
    return Service.start(
        Trainer.KIND,
        Map.of(
            "kafka.bootstrap.servers",
            frames.bootstrap(),
            "micronaut.server.port",
            -1,
            "framecast.trainer.directory",
            folder.resolve(directory),
            setting,
            value));
  }

  @AfterEach
  void stop() {
    trainer.close();
    admin.close();
    frames.close();
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  /** The README's procedure: predictions, scores and checkpoints first, then frames. */
  @Test
  void aRunningTrainerSurvivesTheGrowthOfItsTopicsAndReadsTheNewPartitions() throws Exception {
    grow(TOPICS.predictions());
    awaitLogged("the topics have changed, and a restart would fail: " + TOO_MANY);
    assertThat(trainer.isReady()).isTrue();
    try (Service late = trainer("another")) {
      assertThat(late.awaitEnd()).isEqualTo(TOO_MANY);
    }

    grow(TOPICS.scores());
    grow(TOPICS.checkpoints());
    grow(TOPICS.frames());
    awaitLogged("the topics are as expected again");
    assertThat(logged).filteredOn(line -> line.endsWith(TOO_MANY)).hasSize(1);

    // the first score of the initial weights makes them the champion
    String version = Weights.shipped().version();
    score(MORE - 1, version);
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", frames.bootstrap()), TOPICS);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(registry.read().champion())
                    .extracting(Champion::version)
                    .isEqualTo(version));
    assertThat(trainer.isReady()).isTrue();
  }

  @Test
  void aRunningTrainerSurvivesAnotherCleanupPolicy() throws Exception {
    setPolicyOfCheckpoints("delete");
    awaitLogged(
        "the topics have changed, and a restart would fail: expected cleanup.policy=compact of"
            + " framecast.checkpoints, as records must stay for ever, found delete; change it with"
            + " kafka-configs --alter");
    assertThat(trainer.isReady()).isTrue();
    setPolicyOfCheckpoints("compact");
    awaitLogged("the topics are as expected again");
    assertThat(trainer.isReady()).isTrue();
    assertThat(logged).hasSize(2);
  }

  @Test
  void aStartReportsOnceThatTopicsRefuseFramesOfTheSettings() {
    Logger sizes = (Logger) LoggerFactory.getLogger("io.framecast.topics.RecordSizes");
    sizes.addAppender(appender);
    try (Service late = trainer("another", "framecast.limits.bytes", 7_000_000)) {
      await().atMost(Duration.ofSeconds(30)).until(late::isReady);
    } finally {
      sizes.detachAppender(appender);
    }
    assertThat(logged)
        .hasSize(3)
        .allMatch(line -> line.contains(" to be at least 7065536, as framecast.limits.bytes"))
        .anyMatch(line -> line.startsWith("expected max.message.bytes of framecast.frames "));
  }

  private void awaitLogged(String line) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(logged).contains(line));
  }

  private void grow(String topic) throws Exception {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(MORE))).all().get();
  }

  private void setPolicyOfCheckpoints(String policy) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.checkpoints());
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
  }

  private void score(int partition, String model) throws Exception {
    byte[] key = "cam".getBytes(UTF_8);
    byte[] score =
        new PredictionScore("cam", null, "framecast.frames-2@0", model, 0.01, 0, 0, 0, 0.5, null)
            .toJson();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", frames.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPICS.scores(), partition, key, score)).get();
    }
  }
}
