package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.ModelRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Sends every malformed record to every topic, while all services run and before they restart. */
class MalformedRecordsIT {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAMERA = "cam";
  private static final List<String> FOLLOWED =
      List.of(TOPICS.predictions(), TOPICS.scores(), TOPICS.events(), TOPICS.frames());

  private final World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
  private final Logger logger = (Logger) LoggerFactory.getLogger(UnreadableRecords.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private EmbeddedBroker broker;
  private KafkaProducer<byte[], byte[]> producer;
  private ModelRegistry registry;
  private int sent;

  @BeforeEach
  void start() {
    log.list = Collections.synchronizedList(new ArrayList<>());
    log.start();
    logger.addAppender(log);
    broker = EmbeddedBroker.launch();
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrap());
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    registry = new ModelRegistry(client, TOPICS);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    producer.close();
    broker.close();
  }

  @Test
  void keepsAllServicesRunningAndLetsThemRestart(@TempDir Path directory) throws Exception {
    try (Services services = new Services(broker.bootstrap(), directory)) {
      await().atMost(PATIENCE).until(services::areReady);
      sendFrames(5);
      try (MalformedRecordSender sender = new MalformedRecordSender(broker.bootstrap())) {
        sender.send(TOPICS, 0);
      }
      send(TOPICS.scores(), CAMERA, "null");
      send(TOPICS.events(), CAMERA, "null");
      send(TOPICS.checkpoints(), "other", "null");
      sendFrames(5);
      requireProgress(services, "during");
      requireOneLogLinePerTopicAndService();
    }
    try (Services services = new Services(broker.bootstrap(), directory)) {
      await().atMost(PATIENCE).until(services::areReady);
      sendFrames(5);
      requireProgress(services, "after");
    }
    assertThat(tool("models", "list")).startsWith("0 ").contains("refused: ", "live: ");
    assertThat(tool("models", "rollback")).startsWith("0 ").contains(" is live");
    assertThat(tool("verify", "--stream", CAMERA))
        .startsWith("0 ")
        .contains("cam: 15 predictions hold");
  }

  private void requireProgress(Services services, String when) throws Exception {
    Weights next = Weights.shipped().withProvenance(Map.of("source", when));
    String version = registry.publish(next.toBytes());
    assertThat(services.post(services.console, "/api/models/" + version + "/promote"))
        .isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(services.get(services.predictor, "/info")).contains(version);
              assertThat(services.get(services.trainer, "/trainer"))
                  .contains("\"champion\":\"" + version);
              assertThat(services.get(services.console, "/api/models"))
                  .contains("\"champion\":{\"version\":\"" + version, "promotion: asked for");
            });
    // a block of scores, over which the trainer computes the skill
    for (int n = 0; n < 240; n++) {
      PredictionScore score =
          new PredictionScore(
              CAMERA, null, TOPICS.frames() + "-0@0", version, .1, .1, .1, .9, .5, null);
      send(TOPICS.scores(), CAMERA, new String(score.toJson(), UTF_8));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(services.get(services.trainer, "/trainer")).contains("\"skill\":0.5"));
    for (String topic : FOLLOWED) {
      assertThat(services.unreadable(services.console, topic)).as(topic).isGreaterThan(100);
    }
    assertThat(services.unreadable(services.trainer, TOPICS.scores())).isGreaterThan(100);
    assertThat(services.unreadable(services.trainer, TOPICS.models())).isGreaterThan(100);
    assertThat(services.unreadable(services.console, TOPICS.models())).isGreaterThan(100);
    assertThat(services.unreadable(services.predictor, TOPICS.models())).isGreaterThan(100);
    double before = services.unreadable(services.console, TOPICS.events());
    send(TOPICS.events(), CAMERA, "null");
    await()
        .atMost(PATIENCE)
        .until(() -> services.unreadable(services.console, TOPICS.events()) == before + 1);
    assertThat(services.areReady()).isTrue();
  }

  /** Checks for one log line per topic and reading service, and for no stack trace. */
  private void requireOneLogLinePerTopicAndService() {
    List<ILoggingEvent> lines = List.copyOf(log.list);
    assertThat(lines).allMatch(line -> line.getThrowableProxy() == null);
    for (String topic : FOLLOWED) {
      assertThat(lines)
          .filteredOn(line -> line.getFormattedMessage().startsWith("unreadable record " + topic))
          .filteredOn(line -> !line.getFormattedMessage().contains(", the last of "))
          .as(topic)
          .hasSizeBetween(1, 3);
    }
  }

  /** Sends so many frames of a stream and waits for their predictions. */
  private void sendFrames(int frames) throws Exception {
    for (int n = 0; n < frames; n++) {
      byte[] frame = Encoding.PNG8.encode(world.noisy(0, sent++));
      producer.send(new ProducerRecord<>(TOPICS.frames(), 0, CAMERA.getBytes(UTF_8), frame)).get();
    }
    await().atMost(PATIENCE).until(() -> predictions() == sent);
  }

  private long predictions() {
    long[] found = new long[1];
    CommittedRecords.read(
        broker.bootstrap(),
        TOPICS.predictions(),
        record -> {
          try {
            found[0] += Prediction.of(record).stream().equals(CAMERA) ? 1 : 0;
          } catch (InvalidRecordException e) {
            // one of the malformed records
          }
        });
    return found[0];
  }

  private void send(String topic, String key, String value) throws Exception {
    producer.send(new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value.getBytes(UTF_8))).get();
  }

  /** Returns the exit code of an offline tool and its output. */
  private String tool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(DemoProcess.QUICK_START);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("io.framecast.trainer.TrainerCli");
    command.addAll(List.of(arguments));
    command.addAll(List.of("--bootstrap", broker.bootstrap()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + output;
  }
}
