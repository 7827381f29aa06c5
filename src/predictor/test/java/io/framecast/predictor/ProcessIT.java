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
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The predictor as a process of its own. */
class ProcessIT {
  private static final Duration SECONDS = Duration.ofSeconds(15);
  private final World world = new World(5, World.Mode.BOUNCE, 2, 24, 40);
  private final Film film = new Film(world, 3);

  @Test
  void onSigtermItCommitsTheBatchInWorkLeavesAndEndsWithZero() throws Exception {
    int frames = 2_000;
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker);
        PredictorProcess first = new PredictorProcess(installation.settings()).awaitServing()) {
      for (int i = 0; i < frames; i++) {
        byte[] value = Encoding.PNG8.encode(world.noisy(i % 5, i / 5));
        installation.send("cam" + i % 5, value, "sequence", Integer.toString(i / 5));
      }
      assertThat(installation.read(installation.topics.predictions(), 1)).isNotEmpty();
      first.signal("TERM");
      assertThat(first.exit(SECONDS)).as(first.output()).isZero();
      // it has left the group: the next one need not wait for its session to end
      try (PredictorProcess second = new PredictorProcess(installation.settings()).awaitServing()) {
        FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, frames);
        assertThat(second.output()).doesNotContain("ERROR");
      }
    }
  }

  @Tag("proof")
  @Test
  void anInstanceThatSleepsThroughItsSessionForgetsItsStreamsAndNobodyAnswersTwice()
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker);
        PredictorProcess first = new PredictorProcess(installation.settings()).awaitServing();
        Service second = installation.predictor()) {
      film.shoot(installation, 200);
      installation.read(installation.topics.predictions(), 1);
      first.signal("STOP");
      film.shoot(installation, 200);
      // the other one has everything once the sleeper's session has ended
      installation.read(installation.topics.predictions(), 1_200);
      first.signal("CONT");
      film.shoot(installation, 100);
      FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, 1_500);
      assertThat(second.ready()).isTrue();
    }
  }

  @Test
  void startedBeforeItsBrokerItWaitsSaysSoAndServesWhenItComes() throws Exception {
    int port = EmbeddedBroker.freePort();
    try (Installation installation = new Installation("127.0.0.1:" + port);
        PredictorProcess process = new PredictorProcess(installation.settings())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> process.output().contains("waiting for the broker at 127.0.0.1:" + port));
      assertThat(Http.status(process.port, "/health/liveness")).isEqualTo(200);
      assertThat(Http.status(process.port, "/health/readiness")).isEqualTo(503);
      try (EmbeddedBroker broker = EmbeddedBroker.launchOn(port)) {
        process.awaitServing();
        film.shoot(installation, 10);
        FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, 30);
        // and through a restart of the broker
        broker.stop();
        broker.start();
        film.shoot(installation, 10);
        FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, 60);
      }
      process.signal("TERM");
      assertThat(process.exit(SECONDS)).as(process.output()).isZero();
    }
  }

  @Test
  void withoutAnyBrokerItStillEndsOnSigterm() throws Exception {
    try (Installation installation = new Installation("127.0.0.1:" + EmbeddedBroker.freePort());
        PredictorProcess process = new PredictorProcess(installation.settings())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> process.output().contains("waiting for the broker"));
      process.signal("TERM");
      assertThat(process.exit(SECONDS)).as(process.output()).isZero();
    }
  }

  @Test
  void topicsThatDoNotFitAreRefusedInOneSentence() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      String frames = installation.topics.frames();
      String scores = installation.topics.scores();
      admin
          .createTopics(
              List.of(
                  new NewTopic(frames, Optional.of(4), Optional.empty()),
                  new NewTopic(scores, Optional.of(5), Optional.empty())))
          .all()
          .get();
      assertRefused(
          installation,
          "predictor: expected %s to have 4 partitions, as many as %s, found 5"
              .formatted(scores, frames));
    }
  }

  @Test
  void whatItCannotServeWithIsRefusedInOneSentence(@TempDir Path directory) throws Exception {
    Path truncated = directory.resolve("half.safetensors");
    try (Installation installation = new Installation("127.0.0.1:9")) {
      byte[] whole = installation.weights.toBytes();
      Files.write(truncated, java.util.Arrays.copyOf(whole, whole.length / 2));
      assertRefused(
          installation,
          "predictor: " + truncated + ": metadata sha256: expected ",
          "--framecast.weights=" + truncated);
      assertRefused(
          installation,
          "predictor: framecast.max-file: expected one of framecast.[",
          "--framecast.max-file=3");
      assertRefused(
          installation,
          "predictor: framecast.workers: expected a whole number from 1 to 1024, found \"none\"",
          "--framecast.workers=none");
      assertRefused(installation, "found --verbose", "--verbose");
      assertRefused(
          installation,
          "predictor: Invalid value bogus for configuration security.protocol",
          "--kafka.security.protocol=bogus");
      assertRefused(
          installation,
          "predictor: framecast.topics: expected seven different topic names",
          "--framecast.topics.scores=" + installation.topics.events());
    }
  }

  private static void assertRefused(Installation installation, String sentence, String... more)
      throws Exception {
    try (PredictorProcess process = new PredictorProcess(installation.settings(), more)) {
      assertThat(process.exit(Duration.ofSeconds(60))).isEqualTo(1);
      assertThat(process.output().lines().filter(line -> line.contains(sentence))).hasSize(1);
      assertThat(process.output()).doesNotContain("\tat ");
    }
  }
}
