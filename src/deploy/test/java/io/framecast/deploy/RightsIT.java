package io.framecast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.SecuredBroker;
import io.framecast.console.Console;
import io.framecast.console.view.ForecastFollower;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameLimits;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.service.ServiceDefinition;
import io.framecast.squares.World;
import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.service.Trainer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Checks the rights of the manifests on a broker over SASL_SSL: they suffice, and without them a
 * client can neither read nor write.
 */
class RightsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topics T = Topics.DEFAULT;
  private static final String PASSWORD = "open sesame";
  private static final List<String> USERS =
      List.of(
          "framecast-predictor",
          "framecast-trainer",
          "framecast-console",
          "framecast-camera",
          "no-rights");

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("broker.p12");
    keytool(
        keys,
        "-genkeypair -alias broker -keyalg RSA -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1"
            + " -validity 2 -storetype PKCS12");
    keytool(keys, "-exportcert -rfc -alias broker", "-file", certificate().toString());
    Map<String, String> passwords = new HashMap<>();
    USERS.forEach(user -> passwords.put(user, PASSWORD));
    broker = SecuredBroker.launch(keys, PASSWORD, passwords);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.insideBootstrap()))) {
      TopicLayout.ensureTopics(admin, new TopicPlan(T, 3, 1, FrameLimits.DEFAULT, true));
      admin.createAcls(Rights.bindings()).all().get();
    }
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static Path certificate() {
    return folder.resolve("broker.pem");
  }

  private static void keytool(Path keys, String options, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Returns the client settings of this user. */
  private static Map<String, Object> as(String user, String password) {
    Map<String, Object> settings = new HashMap<>(broker.login(user, password));
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", certificate().toString());
    settings.put("max.block.ms", 20_000);
    settings.put("default.api.timeout.ms", 20_000);
    return settings;
  }

  private static Service started(ServiceDefinition kind, String user, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    as(user, PASSWORD).forEach((name, value) -> settings.put("kafka." + name, value));
    settings.put("micronaut.server.port", -1);
    return Service.start(kind, settings);
  }

  @Test
  void allowsWhatEveryServiceAndACameraDo() throws Exception {
    Map<String, Object> ids =
        Map.of(
            "kafka.transactional.id",
            "framecast-predictor-0",
            "kafka.group.instance.id",
            "framecast-predictor-0",
            "framecast.horizons",
            3);
    Map<String, Object> directory = Map.of("framecast.trainer.directory", folder.resolve("round"));
    try (Service predictor = started(Predictor.KIND, "framecast-predictor", ids);
        Service trainer = started(Trainer.KIND, "framecast-trainer", directory);
        Service console = started(Console.KIND, "framecast-console", Map.of())) {
      publish("framecast-camera", 5);
      await().atMost(PATIENCE).until(() -> get(console, "/api/streams/1").contains("\"seen\":5"));
      await()
          .atMost(PATIENCE)
          .until(() -> get(console, "/api/streams/1/rollout").contains("\"leads\":[1,2,3]"));
      for (Service service : List.of(predictor, trainer, console)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(get(service, "/health/readiness"))
                        .contains("\"status\":\"UP\"")
                        .doesNotContain("\"status\":\"DOWN\""));
      }
      ModelRegistry registry = new ModelRegistry(as("framecast-console", PASSWORD), T);
      String version =
          registry.publish(Weights.shipped().withProvenance(Map.of("note", "again")).toBytes());
      registry.promote(version, null, "operator", "to see whether it may");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                publish("framecast-camera", 1); // a stream changes its partition at its next frame
                return get(console, "/api/streams/1").contains(version);
              });
    }
  }

  /** The console logs the missing right once, and shows everything else. */
  @ParameterizedTest
  @EnumSource(names = {"ALL", "READ"})
  void keepsThePageOfAConsoleThatMayNotReadForecasts(AclOperation denied) throws Exception {
    AclBinding binding =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, T.forecasts(), PatternType.LITERAL),
            new AccessControlEntry("User:framecast-console", "*", denied, AclPermissionType.DENY));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(ForecastFollower.class);
    log.start();
    logger.addAppender(log);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.insideBootstrap()))) {
      admin.createAcls(List.of(binding)).all().get();
      try (Service console = started(Console.KIND, "framecast-console", Map.of())) {
        await().atMost(PATIENCE).until(() -> !log.list.isEmpty());
        await().atMost(PATIENCE).until(console::isReady);
        assertThat(get(console, "/health/readiness")).contains("\"status\":\"UP\"");
        assertThat(log.list)
            .extracting(ILoggingEvent::getFormattedMessage)
            .singleElement(STRING)
            .startsWith("Topic framecast.forecasts cannot be read, so the page asks the trainer");
      } finally {
        admin.deleteAcls(List.of(binding.toFilter())).all().get();
      }
    } finally {
      logger.detachAppender(log);
    }
  }

  /** Two predictors would write these scores, of which neither sees the other's stream. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsOfASplitStreamAlsoWhereTheTrainerMayNotReadEvents(boolean mayRead) throws Exception {
    AclBinding denied =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, T.events(), PatternType.LITERAL),
            new AccessControlEntry(
                "User:framecast-trainer", "*", AclOperation.READ, AclPermissionType.DENY));
    Map<String, Object> inside = Map.of("bootstrap.servers", broker.insideBootstrap());
    String stream = "split-" + mayRead;
    try (Admin admin = Admin.create(inside);
        KafkaProducer<byte[], byte[]> predictors =
            new KafkaProducer<>(inside, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (!mayRead) {
        admin.createAcls(List.of(denied)).all().get();
      }
      for (int n = 0; n < 4; n++) {
        String source = new RecordPosition(T.frames(), n % 2, n).toString();
        byte[] score =
            new PredictionScore(stream, null, source, "v1", 0.01, 0, 0, 0, 0.5, null).toJson();
        long time = System.currentTimeMillis() + n;
        predictors
            .send(new ProducerRecord<>(T.scores(), n % 2, time, stream.getBytes(UTF_8), score))
            .get();
      }
      Map<String, Object> directory = Map.of("framecast.trainer.directory", folder.resolve(stream));
      try (Service trainer = started(Trainer.KIND, "framecast-trainer", directory)) {
        await().atMost(PATIENCE).until(() -> events(inside).contains(Event.SPLIT + " " + stream));
        await().atMost(PATIENCE).until(trainer::isReady);
      } finally {
        admin.deleteAcls(List.of(denied.toFilter())).all().get();
      }
    }
  }

  private static List<String> events(Map<String, Object> client) {
    List<String> events = new ArrayList<>();
    try (LogReader log = new LogReader(client)) {
      for (TopicPartition partition : log.partitions(T.events())) {
        log.read(
            partition,
            log.first(partition),
            Long.MAX_VALUE,
            record -> {
              Event event = Event.parse(record.value());
              return events.add(event.event() + " " + event.subject());
            });
      }
    }
    return events;
  }

  @Test
  void allowsThePredictorToFindALostOffset() throws Exception {
    Map<String, Object> group = Map.of("kafka.transactional.id", "framecast-predictor-0");
    try (Service predictor = started(Predictor.KIND, "framecast-predictor", group);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.insideBootstrap()))) {
      publish("framecast-camera", 3);
      await().atMost(PATIENCE).until(predictor::isReady);
      await().atMost(PATIENCE).until(() -> !committed(admin).isEmpty());
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.insideBootstrap()))) {
      admin.deleteConsumerGroupOffsets("framecast-predictor", committed(admin)).all().get();
      try (Service predictor = started(Predictor.KIND, "framecast-predictor", group)) {
        await().atMost(PATIENCE).until(predictor::isReady);
        await().atMost(PATIENCE).until(() -> !committed(admin).isEmpty());
      }
    }
  }

  private static Set<TopicPartition> committed(Admin admin) throws Exception {
    return admin
        .listConsumerGroupOffsets("framecast-predictor")
        .partitionsToOffsetAndMetadata()
        .get()
        .keySet();
  }

  @Test
  void rejectsAUserWithoutRights() {
    assertThatThrownBy(() -> publish("no-rights", 1))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TopicAuthorizationException.class);
    for (String user : List.of("no-rights", "framecast-camera")) {
      for (String topic : List.of(T.predictions(), T.models(), T.checkpoints())) {
        assertThatThrownBy(() -> read(user, PASSWORD, topic))
            .as("%s reads %s", user, topic)
            .isInstanceOf(TopicAuthorizationException.class);
      }
    }
  }

  @Test
  void rejectsAnUnknownUser() {
    assertThatThrownBy(() -> read("framecast-predictor", "guess", T.frames()))
        .isInstanceOf(SaslAuthenticationException.class);
    Map<String, Object> plain = as("framecast-predictor", PASSWORD);
    plain.put("security.protocol", "PLAINTEXT");
    plain.put("default.api.timeout.ms", 3_000);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(plain, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      assertThatThrownBy(() -> consumer.partitionsFor(T.frames()))
          .isInstanceOf(TimeoutException.class);
    }
  }

  private static void publish(String user, int frames) throws Exception {
    World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
    Map<String, Object> settings = as(user, PASSWORD);
    // an idempotent producer needs only Write
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < frames; i++) {
        byte[] frame = Encoding.PNG8.encode(world.noisy(0, i));
        producer.send(new ProducerRecord<>(T.frames(), "cam".getBytes(UTF_8), frame)).get();
      }
    }
  }

  private static void read(String user, String password, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            as(user, password), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(consumer.assignment());
      consumer.poll(Duration.ofSeconds(20));
    }
  }

  private static String get(Service service, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + service.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
