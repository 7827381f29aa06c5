package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.broker.TestConsumers;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.service.Service;
import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.ForeignWriter;
import io.framecast.trainer.RecordedFrames;
import io.framecast.trainer.SmallModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the trainer as beside predictors, whose scores the test writes. */
class TrainerIT {
  private static final Weights OURS = Weights.initial(SmallModel.CONFIGURATION, 3);
  private static final byte[] FOREIGN = ForeignWriter.rewrite(OURS.toBytes());

  /** The first champion and the parent of the rounds is a file that another program has written. */
  private static final Weights UNTRAINED = Weights.parse(FOREIGN);

  private static final int STREAMS = 16;
  private static final String PASSWORD = "the-password-of-the-broker";

  @TempDir private Path folder;
  private RecordedFrames frames;
  private ModelRegistry registry;
  private Service trainer;

  @BeforeEach
  void start() throws Exception {
    frames = new RecordedFrames();
    registry = new ModelRegistry(Map.of("bootstrap.servers", frames.bootstrap()), Topics.DEFAULT);
    trainer = trainer();
    await().atMost(Duration.ofSeconds(30)).until(trainer::isReady);
  }

  private Service trainer() throws Exception {
    return Service.start(Trainer.KIND, settings());
  }

  private Map<String, Object> settings() throws Exception {
    Path weights = folder.resolve("untrained.safetensors");
    Files.write(weights, FOREIGN);
    Map<String, Object> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", frames.bootstrap());
    settings.put("micronaut.server.port", -1);
    settings.put("framecast.admin.token", "secret");
    settings.put("framecast.weights", weights);
    settings.put("framecast.trainer.directory", folder.resolve("round"));
    settings.put("framecast.round.sequences", 400);
    settings.put("framecast.round.rate", 0.02);
    return settings;
  }

  @AfterEach
  void stop() {
    trainer.close();
    frames.close();
  }

  @Test
  void promotesABetterVersionAndRollsBackAWorseOne() throws Exception {
    HttpResponse<String> early = post("/rounds", "Bearer secret");
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("No version is live yet.");
    frames.record(5, 1, STREAMS, 0, 150);
    score(UNTRAINED.version(), 0.5);
    awaitEvent(is(Event.PROMOTION, UNTRAINED.version()));
    assertThat(UNTRAINED.version()).isNotEqualTo(OURS.version());
    assertThat(registry.file(UNTRAINED.version())).isEqualTo(FOREIGN);

    assertThat(post("/rounds", "Bearer wrong").statusCode()).isEqualTo(401);
    requestRound();
    await().until(() -> get("/trainer").contains("\"phase\":\"learning"));
    HttpResponse<String> second = post("/rounds", "Bearer secret");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("A round is running.");
    Event better =
        awaitEvent(e -> e.event().equals(Event.PROMOTION) && !is(UNTRAINED.version()).test(e));
    assertThat(better.reason())
        .startsWith("better than " + UNTRAINED.version() + ": skill on the newest clips +")
        .containsPattern(" clips of \\d streams\\), on the golden ones ");
    Weights learned = Weights.parse(registry.file(String.valueOf(better.model())));
    assertThat(learned.provenance()).containsEntry("parent", UNTRAINED.version());
    assertThat(events())
        .extracting(Event::event)
        .containsSubsequence("promotion", "round", "round", "promotion");
    assertThat(folder.resolve("round").resolve("manifest.json")).doesNotExist();

    // pushed as a challenger, the worse one is refused
    await().until(() -> get("/trainer").contains("\"champion\":\"" + learned.version()));
    assertThat(post("/challengers/" + UNTRAINED.version(), "Bearer secret").statusCode())
        .isEqualTo(202);
    assertThat(awaitEvent(is(Event.REFUSAL, UNTRAINED.version())).reason())
        .startsWith("not better than " + learned.version());
    assertThat(post("/challengers/nonsense", "Bearer secret").statusCode()).isEqualTo(409);

    // promoted over its head, it does not stay
    Weights worse = UNTRAINED.withProvenance(Map.of("source", "an operator"));
    registry.publish(worse.toBytes());
    assertThat(post("/models/" + worse.version() + "/promote", "Bearer secret").statusCode())
        .isEqualTo(200);
    await().until(() -> get("/trainer").contains("\"champion\":\"" + worse.version()));
    frames.record(6, 1, STREAMS, 150, 250);
    assertThat(awaitEvent(is(Event.ROLLBACK, learned.version())).reason())
        .startsWith("live skill is lower than that of " + learned.version());
    assertThat(registry.read().champion())
        .extracting(Champion::version)
        .isEqualTo(learned.version());
    assertThat(get("/prometheus"))
        .contains(
            "framecast_trainer_rollbacks_total 1.0", "framecast_trainer_promotions_total 1.0");
    assertThat(meters(get("/prometheus"), "# TYPE (framecast_[a-z_]+) "))
        .isEqualTo(meters(Files.readString(Path.of("README.md")), "`(framecast_[a-z_]+)`"));
  }

  /** Requests a round as soon as a version is live, which is a little after its event. */
  private void requestRound() {
    await().until(() -> post("/rounds", "Bearer secret").statusCode() == 202);
  }

  private static Set<String> meters(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void resumesARoundAfterTheTrainerWasKilled() throws Exception {
    frames.record(5, 1, STREAMS, 0, 150);
    score(UNTRAINED.version(), 0.5);
    awaitEvent(is(Event.PROMOTION, UNTRAINED.version()));
    trainer.close();
    int port = EmbeddedBroker.freePort();
    List<ProcessHandle> round;
    Process killed = process(port);
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() -> post(port, "/rounds", "Bearer secret").statusCode() == 202);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Files.exists(folder.resolve("round").resolve("saved")));
      round = killed.descendants().toList();
      assertThat(round).hasSize(1);
      assertThat(filesWith(PASSWORD)).isEmpty();
    } finally {
      killed.destroyForcibly().waitFor();
    }
    ProcessHandle orphan = round.get(0);
    await("the round ends with its trainer").until(() -> !orphan.isAlive());
    assertThat(filesWith(PASSWORD)).isEmpty();
    trainer = trainer();
    awaitEvent(e -> e.reason().equals("resumed after an interruption"));
    awaitEvent(e -> e.event().equals(Event.PROMOTION) && !is(UNTRAINED.version()).test(e));
  }

  /** Returns the files of the trainer's directory that contain a text. */
  private List<Path> filesWith(String text) throws Exception {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("round"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private Process process(int port) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.framecast.trainer.TrainerCli",
                "serve"));
    Map<String, Object> settings = settings();
    settings.put("micronaut.server.port", port);
    // a broker without a login does not ask for it
    settings.put("kafka.sasl.jaas.config", "PlainLoginModule required password=" + PASSWORD + ";");
    settings.forEach((name, value) -> command.add("--" + name + "=" + value));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("trainer.log").toFile())
        .start();
  }

  @Test
  void rejectsARoundIfNothingMovesInTheLog() throws Exception {
    byte[] still = Encoding.PNG8.encode(new Frame(24, 40, 1, new float[24 * 40]));
    for (int stream = 0; stream < STREAMS; stream++) {
      frames.send(Topics.DEFAULT.frames(), ("sim-" + stream).getBytes(UTF_8), still, 100);
    }
    score(UNTRAINED.version(), 0.5);
    awaitEvent(is(Event.PROMOTION, UNTRAINED.version()));
    requestRound();
    assertThat(awaitEvent(e -> e.event().equals(Event.REFUSAL)).reason())
        .startsWith("no round can begin: expected at least 64 clips in which something moves")
        .contains("found 0 and 0 in 1,600 records, with 1,600 frames of 16 streams");
  }

  @Test
  void refusesARoundThatNeedsMoreMemoryThanItMayUseAndDoesNotResumeOne() throws Exception {
    frames.record(5, 1, STREAMS, 0, 150);
    score(UNTRAINED.version(), 0.5);
    awaitEvent(is(Event.PROMOTION, UNTRAINED.version()));
    Path manifest = folder.resolve("round").resolve("manifest.json");
    requestRound();
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(manifest));
    trainer.close();
    assertThat(manifest).exists();

    Map<String, Object> settings = settings();
    settings.put("framecast.round.memory", "300MB");
    trainer = Service.start(Trainer.KIND, settings);
    String need = " need about 0.4 GB to train on, and framecast.round.memory allows 0.3 GB";
    assertThat(awaitEvent(is(Event.REFUSAL, UNTRAINED.version())).reason())
        .startsWith("the interrupted round cannot be resumed: clips of ")
        .contains(need);
    assertThat(manifest).doesNotExist();
    await().atMost(Duration.ofSeconds(30)).until(trainer::isReady);
    requestRound();
    assertThat(awaitEvent(e -> e.reason().startsWith("no round can begin")).reason())
        .contains(need);
    assertThat(manifest).doesNotExist();
  }

  @Test
  void survivesInvalidRecordsInTheRegistryAndReportsThem() throws Exception {
    score(UNTRAINED.version(), 0.5);
    awaitEvent(is(Event.PROMOTION, UNTRAINED.version()));
    String models = Topics.DEFAULT.models();
    frames.send(models, "nonsense".getBytes(UTF_8), new byte[] {1});
    frames.send(models, "model/0123456789abcdef".getBytes(UTF_8), new byte[1 << 19]);
    // a header of 2 GB, as a file that hashes to its name
    byte[] header =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(2L << 30).array();
    String name = registry.publish(header);
    registry.promote(name, null, "an operator", "by hand");
    await().until(() -> get("/trainer").contains(UNTRAINED.version()));
    assertThat(post("/challengers/" + name, "Bearer secret").statusCode()).isEqualTo(202);
    assertThat(awaitEvent(is(Event.REFUSAL, name)).reason())
        .contains("expected a weights file (safetensors)");

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", frames.bootstrap()))) {
      admin.deleteTopics(List.of(models)).all().get();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              score(UNTRAINED.version(), 0.5);
              Champion champion = registry.read().champion();
              return champion != null && champion.version().equals(UNTRAINED.version());
            });
    assertThat(get("/health/liveness")).contains("UP");
  }

  @Test
  void aPreviousVersionForOtherFramesOnlyEndsTheCheck() throws Exception {
    Weights other = Weights.initial(SmallModel.withChannels(2), 4);
    promote(other);
    await().until(() -> get("/trainer").contains("\"champion\":\"" + other.version()));
    promote(UNTRAINED);
    await().until(() -> get("/trainer").contains("\"phase\":\"probation"));
    frames.record(5, 1, STREAMS, 0, 150);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get("/trainer").contains("\"phase\":\"watching"));
    assertThat(post("/challengers/" + other.version(), "Bearer secret").statusCode())
        .isEqualTo(202);
    assertThat(awaitEvent(is(Event.REFUSAL, other.version())).reason())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "cannot be evaluated: version %s: expected a frame of 2 channels, found 1",
                other.version()));
    assertThat(get("/health/liveness")).contains("UP");
  }

  private void promote(Weights weights) {
    registry.publish(weights.toBytes());
    registry.promote(weights.version(), null, "an operator", "asked for");
  }

  @Test
  void aDirectoryBelongsToOneTrainer() {
    assertThatThrownBy(this::trainer)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("framecast.trainer.directory: ")
        .hasMessageContaining("is in use by another trainer");
  }

  private void score(String model, double skill) throws Exception {
    PredictionScore score =
        new PredictionScore(
            "sim-0", null, "framecast.frames-0@0", model, 0.01, 0, 0, 0, skill, null);
    frames.send(Topics.DEFAULT.scores(), "sim-0".getBytes(UTF_8), score.toJson());
  }

  private static Predicate<Event> is(String version) {
    return event -> version.equals(event.model());
  }

  private static Predicate<Event> is(String what, String version) {
    return event -> event.event().equals(what) && version.equals(event.model());
  }

  private Event awaitEvent(Predicate<Event> wanted) {
    List<Event> found = new ArrayList<>();
    await("events so far: " + events())
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              events().stream().filter(wanted).reduce((a, b) -> b).ifPresent(found::add);
              return !found.isEmpty();
            });
    return found.get(0);
  }

  private List<Event> events() {
    return TestConsumers.readAll(frames.bootstrap(), Topics.DEFAULT.events()).stream()
        .map(record -> Event.parse(record.value()))
        .toList();
  }

  private HttpResponse<String> post(String path, String authorization) throws Exception {
    return post(trainer.port(), path, authorization);
  }

  private static HttpResponse<String> post(int port, String path, String authorization)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(port, path))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(trainer.port(), path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
