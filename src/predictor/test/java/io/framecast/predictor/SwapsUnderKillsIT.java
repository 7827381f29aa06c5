package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.squares.World;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.models.ModelRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: if predictors are killed during promotions and swaps, every frame still has one
 * prediction, and that follows from the version that it names.
 */
@Tag("proof")
@Tag("slow-network")
class SwapsUnderKillsIT {
  private static final int KILLS = Integer.getInteger("test.swap.kills", 5);
  private static final int STREAMS = 8;
  private static final int WAVE = 12; // frames of each stream between two promotions
  private static final int WAVES = 3;

  private final long seed = Long.getLong("test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final FrameSender sender =
      new FrameSender(new World(seed, World.Mode.BOUNCE, 2, 24, 40), STREAMS);

  @Test
  void everyPredictionFollowsFromItsVersionAndTheLog() throws Exception {
    int http = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker)) {
      ModelRegistry registry =
          new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), deployment.topics);
      Weights[] versions = {deployment.weights, TestNetwork.weights(8), TestNetwork.weights(9)};
      Map<String, Object> settings = deployment.settings();
      int live = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        try (PredictorProcess process = new PredictorProcess(http, settings).awaitServing()) {
          for (Weights weights : versions) {
            registry.publish(weights.toBytes());
          }
          for (int wave = 0; wave < WAVES; wave++) {
            // another one than before, so that each promotion can move streams
            live = (live + 1 + random.nextInt(versions.length - 1)) % versions.length;
            registry.promote(versions[live].version(), null, "test", "in turn");
            sender.send(deployment, WAVE);
          }
          int answered = sender.sent() - random.nextInt(STREAMS * WAVE * WAVES);
          deployment.read(deployment.topics.predictions(), answered);
          process.kill();
        }
      }
      try (PredictorProcess last = new PredictorProcess(http, settings).awaitServing()) {
        List<Prediction> predictions =
            LogChecker.checkPredictions(deployment, sender.sent(), versions);
        assertThat(last.output()).as(where()).doesNotContain("ERROR");
        checkSwapEvents(deployment, predictions);
      }
      ScoreChecker.check(deployment, sender.sent(), where());
    }
  }

  private void checkSwapEvents(TestDeployment deployment, List<Prediction> predictions)
      throws Exception {
    Map<String, String> before = new HashMap<>();
    int changes = 0;
    for (Prediction prediction : predictions) {
      String last = before.put(prediction.stream(), prediction.model());
      changes += last == null || last.equals(prediction.model()) ? 0 : 1;
    }
    List<Event> swaps =
        deployment.read(deployment.topics.events(), 0).stream()
            .map(record -> Event.parse(record.value()))
            .filter(event -> event.event().equals(Event.SWAP))
            .toList();
    assertThat(changes).as(where()).isGreaterThan(STREAMS);
    assertThat(swaps).as(where()).hasSize(changes);
  }

  private String where() {
    return "seed " + seed;
  }
}
