package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: a replay longer than every timeout skips no frame. One poll holds more than two
 * seconds of frames that were already predicted, followed by frames that were not.
 */
@Tag("proof")
class SlowNetworkIT {
  private static final int STREAMS = 8;
  private static final int ANSWERED = 29; // of each stream; some of them are in its checkpoint
  private static final int SENT_MEANWHILE = 6;

  private final World world = new World(17, World.Mode.BOUNCE, 2, 40, 48);
  private int sent;

  @Test
  void everyFrameHasOneRightPredictionAfterAKillInASlowReplay() throws Exception {
    Weights slow = TestNetwork.slow(3);
    int http = EmbeddedBroker.freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "slow.", slow)) {
      Map<String, Object> settings =
          deployment.settings("framecast.partitions", 1, "framecast.workers", 1);
      try (PredictorProcess killed = new PredictorProcess(http, settings).awaitServing()) {
        send(deployment, ANSWERED);
        deployment.read(deployment.topics.predictions(), sent);
        killed.kill();
      }
      send(deployment, SENT_MEANWHILE);
      try (PredictorProcess second = new PredictorProcess(http, settings)) {
        List<Prediction> predictions = LogChecker.checkPredictions(deployment, sent);
        Map<String, Long> seen = new HashMap<>();
        for (Prediction prediction : predictions) {
          assertThat(prediction.framesSeen())
              .as("%s\n%s", prediction.source(), second.output())
              .isEqualTo(seen.merge(prediction.stream(), 1L, Long::sum));
        }
      }
    }
  }

  /** Sends frames without a sequence, so that no gap shows a skipped frame. */
  private void send(TestDeployment deployment, int frames) {
    for (int n = 0; n < frames; n++) {
      for (int s = 0; s < STREAMS; s++) {
        deployment.send("cam" + s, Encoding.PNG8.encode(world.noisy(s, sent / STREAMS)));
        sent++;
      }
    }
  }
}
