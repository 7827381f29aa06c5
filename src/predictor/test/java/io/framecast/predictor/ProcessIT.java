package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import io.framecast.squares.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the predictor as a separate process. */
class ProcessIT {
  private static final Duration SECONDS = Duration.ofSeconds(15);
  private final World world = new World(5, World.Mode.BOUNCE, 2, 24, 40);
  private final FrameSender sender = new FrameSender(world, 3);

  @Test
  void onSigtermItCommitsItsBatchLeavesTheGroupAndExitsWithZero() throws Exception {
    int frames = 2_000;
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        PredictorProcess first = new PredictorProcess(deployment.settings()).awaitServing()) {
      for (int i = 0; i < frames; i++) {
        byte[] value = Encoding.PNG8.encode(world.noisy(i % 5, i / 5));
        deployment.send("cam" + i % 5, value, "sequence", Integer.toString(i / 5));
      }
      assertThat(deployment.read(deployment.topics.predictions(), 1)).isNotEmpty();
      first.signal("TERM");
      assertThat(first.exit(SECONDS)).as(first.output()).isZero();
      // it has left the group, so the next process need not wait for its session timeout
      try (PredictorProcess second = new PredictorProcess(deployment.settings()).awaitServing()) {
        LogChecker.checkPredictions(deployment, frames);
        assertThat(second.output()).doesNotContain("ERROR");
      }
    }
  }

  @Tag("proof")
  @Test
  void anInstancePausedPastItsSessionDropsItsStreamsWithoutRepeatedPredictions() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        PredictorProcess first = new PredictorProcess(deployment.settings()).awaitServing();
        Service second = deployment.predictor()) {
      sender.send(deployment, 200);
      deployment.read(deployment.topics.predictions(), 1);
      first.signal("STOP");
      sender.send(deployment, 200);
      // the other process gets all partitions once this session has timed out
      deployment.read(deployment.topics.predictions(), 1_200);
      first.signal("CONT");
      sender.send(deployment, 100);
      LogChecker.checkPredictions(deployment, 1_500);
      assertThat(second.isReady()).isTrue();
    }
  }

  @Test
  void waitsForItsBrokerWithALogLineAndThenServes() throws Exception {
    int port = EmbeddedBroker.freePort();
    try (TestDeployment deployment = new TestDeployment("127.0.0.1:" + port);
        PredictorProcess process = new PredictorProcess(deployment.settings())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> process.output().contains("waiting for the broker at 127.0.0.1:" + port));
      assertThat(Http.status(process.port, "/health/liveness")).isEqualTo(200);
      assertThat(Http.status(process.port, "/health/readiness")).isEqualTo(503);
      try (EmbeddedBroker broker = EmbeddedBroker.launchOn(port)) {
        process.awaitServing();
        sender.send(deployment, 10);
        LogChecker.checkPredictions(deployment, 30);
        // and after a restart of the broker
        broker.stop();
        broker.start();
        sender.send(deployment, 10);
        LogChecker.checkPredictions(deployment, 60);
      }
      process.signal("TERM");
      assertThat(process.exit(SECONDS)).as(process.output()).isZero();
    }
  }

  @Test
  void endsOnSigtermWithoutAnyBroker() throws Exception {
    try (TestDeployment deployment = new TestDeployment("127.0.0.1:" + EmbeddedBroker.freePort());
        PredictorProcess process = new PredictorProcess(deployment.settings())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> process.output().contains("waiting for the broker"));
      process.signal("TERM");
      assertThat(process.exit(SECONDS)).as(process.output()).isZero();
    }
  }

  @Test
  void refusesTopicsThatDoNotFitWithOneSentence() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      String frames = deployment.topics.frames();
      String scores = deployment.topics.scores();
      admin
          .createTopics(
              List.of(
                  new NewTopic(frames, Optional.of(4), Optional.empty()),
                  new NewTopic(scores, Optional.of(5), Optional.empty())))
          .all()
          .get();
      assertRefused(
          1,
          deployment,
          String.format(
              Locale.ROOT,
              "predictor: expected %s to have 4 partitions, as many as %s, found 5",
              scores,
              frames));
    }
  }

  @Test
  void refusesInvalidConfigurationsWithOneSentence(@TempDir Path directory) throws Exception {
    Path truncated = directory.resolve("half.safetensors");
    try (TestDeployment deployment = new TestDeployment("127.0.0.1:9")) {
      byte[] whole = deployment.weights.toBytes();
      Files.write(truncated, java.util.Arrays.copyOf(whole, whole.length / 2));
      assertRefused(
          2,
          deployment,
          "predictor: framecast.weights: " + truncated + ": metadata sha256: expected ",
          "--framecast.weights=" + truncated);
      assertRefused(
          2,
          deployment,
          "predictor: framecast.max-file: expected a known setting; did you mean",
          "--framecast.max-file=3");
      assertRefused(
          2,
          deployment,
          "predictor: framecast.workers: expected a whole number from 1 to 1024, found \"none\"",
          "--framecast.workers=none");
      assertRefused(2, deployment, "found --verbose", "--verbose");
      assertRefused(
          2,
          deployment,
          "predictor: kafka.security.protocol: Invalid value bogus",
          "--kafka.security.protocol=bogus");
      assertRefused(
          2,
          deployment,
          "predictor: framecast.topics: expected eight different topic names",
          "--framecast.topics.scores=" + deployment.topics.events());
    }
  }

  private static void assertRefused(
      int code, TestDeployment deployment, String sentence, String... more) throws Exception {
    try (PredictorProcess process = new PredictorProcess(deployment.settings(), more)) {
      assertThat(process.exit(Duration.ofSeconds(60))).isEqualTo(code);
      assertThat(process.output().lines().filter(line -> line.contains(sentence))).hasSize(1);
      assertThat(process.output()).doesNotContain("\tat ");
    }
  }
}
