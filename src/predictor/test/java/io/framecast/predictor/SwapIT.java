package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests promotions while frames arrive. */
@Tag("slow-network")
class SwapIT extends SharedBrokerFixture {
  private static final int STREAMS = 4;
  private static final Weights OTHER = TestNetwork.weights(8);

  private final FrameSender sender = new FrameSender(world, STREAMS);
  private ModelRegistry registry;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }

  @BeforeEach
  void prepare() {
    registry =
        new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), deployment.topics);
  }

  @Test
  void everyStreamFollowsPromotionAndRollBackAcrossARestart() throws Exception {
    try (Service predictor = deployment.predictor()) {
      sendFrames(20);
      LogChecker.checkPredictions(deployment, sender.sent());
      String own = deployment.weights.version();
      registry.publish(deployment.weights.toBytes());
      registry.promote(own, "", "test", "it is live already");
      registry.publish(OTHER.toBytes());
      registry.promote(OTHER.version(), own, "test", "another");
      awaitLive(predictor, OTHER.version());
      sendUntilSwapped(predictor, STREAMS);
      sendFrames(20);
      Http.checkCounters(predictor.port(), sender.sent());
      registry.rollBack("test", "it was better before");
      awaitLive(predictor, own);
      sendUntilSwapped(predictor, 2 * STREAMS);
    }
    registry.promote(OTHER.version(), null, "test", "while no predictor runs");
    try (Service predictor = deployment.predictor()) {
      sendUntilSwapped(predictor, STREAMS);
      List<Prediction> predictions =
          LogChecker.checkPredictions(deployment, sender.sent(), deployment.weights, OTHER);
      assertThat(predictions).extracting(Prediction::model).contains(OTHER.version());
      assertThat(swaps()).hasSize(3 * STREAMS);
    }
  }

  @Test
  void refusesAVersionThatFailsItsSmokeTestAndKeepsTheLiveOne() throws Exception {
    try (Service predictor = deployment.predictor()) {
      sendFrames(5);
      deployment.read(deployment.topics.predictions(), sender.sent());
      byte[] invalid = "no weights at all".getBytes(UTF_8);
      String name = registry.publish(invalid);
      registry.promote(name, "", "an operator", "by hand");
      Event refusal = awaitRefusal(1).get(0);
      assertThat(refusal.model()).isEqualTo(name);
      assertThat(refusal.reason())
          .startsWith("expected a weights file (safetensors), found a file that begins with ")
          .endsWith("; " + deployment.weights.version() + " stays live");
      Champion nowhere = new Champion("0123456789abcdef", "00", "now", "an operator", "by hand");
      promoteByHand(nowhere.toJson());
      assertThat(awaitRefusal(2).get(1).reason())
          .startsWith(
              "expected the champion 0123456789abcdef of SHA-256 00 in the registry, found none");
      promoteByHand("no champion".getBytes(UTF_8));
      sendFrames(5);
      LogChecker.checkPredictions(deployment, sender.sent());
      registry.publish(OTHER.toBytes());
      registry.promote(OTHER.version(), null, "test", "a good one");
      awaitLive(predictor, OTHER.version());
    }
  }

  private void sendFrames(int frames) throws Exception {
    sender.send(deployment, frames);
    deployment.read(deployment.topics.predictions(), sender.sent());
  }

  /** Sends frames until all have swapped; swaps are limited to a share of the time. */
  private void sendUntilSwapped(Service predictor, long swaps) throws Exception {
    for (int n = 0; Http.counters(predictor.port()).get("swaps") < swaps; n++) {
      assertThat(n).as("frames of each stream").isLessThan(500);
      sendFrames(1);
    }
  }

  private static void awaitLive(Service predictor, String version) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Http.get(predictor.port(), "/info").body().contains(version));
  }

  private List<Event> events(String what) throws Exception {
    return deployment.read(deployment.topics.events(), 0).stream()
        .map(record -> Event.parse(record.value()))
        .filter(event -> event.event().equals(what))
        .toList();
  }

  private List<Event> swaps() throws Exception {
    return events(Event.SWAP);
  }

  private List<Event> awaitRefusal(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> events(Event.REFUSAL), found -> found.size() == count);
  }

  private void promoteByHand(byte[] champion) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  deployment.topics.models(), "champion".getBytes(UTF_8), champion))
          .get();
    }
  }
}
