package io.framecast.predictor;

import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Measures how long a killed predictor needs until it is ready again with all its streams. It
 * restarts the shipped command on the same port, so that the group accepts it at once. Every stream
 * had 60 frames of 40x40 and one checkpoint among its last 30 frames, 15 frames ago on average.
 */
final class RecoveryBench {
  private static final int FRAMES = 60;
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private RecoveryBench() {}

  static void measure() throws Exception {
    LoopedFrames images = LoopedFrames.squares();
    measure("squares", Weights.shipped(), scaled(1_000), images);
    measure("keras", Weights.initial(Configuration.keras(), 7), scaled(100), images);
  }

  private static void measure(String model, Weights weights, int streams, LoopedFrames images)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), "framecast.", weights)) {
      Map<String, Object> settings = deployment.settings("framecast.partitions", PARTITIONS);
      int port = EmbeddedBroker.freePort();
      try (PredictorProcess first = PredictorProcess.asShipped(port, settings).awaitServing()) {
        for (int n = 0; n < FRAMES; n++) {
          for (int s = 0; s < streams; s++) {
            deployment.send("cam" + s, images.frame(s, n), "sequence", Integer.toString(n));
          }
        }
        deployment.await(port, (long) streams * FRAMES, PATIENCE);
        first.kill();
      }
      LocalTime start = LocalTime.now(ZoneId.systemDefault());
      long begin = System.nanoTime();
      try (PredictorProcess second = PredictorProcess.asShipped(port, settings).awaitServing()) {
        double ready = (System.nanoTime() - begin) / 1e9;
        List<LocalTime> assigned = second.logged("assigned [");
        List<LocalTime> restored = second.logged("restored [");
        print(
            "recovery of %,.0f streams of %s: %.2f s from its start to ready;"
                + " %.2f s to its assignment, %.2f s from there to the last of %d partitions",
            Http.value(port, "framecast_streams"),
            model,
            ready,
            seconds(start, assigned.get(0)),
            seconds(assigned.get(0), restored.get(restored.size() - 1)),
            PARTITIONS);
        print(
            "read for that: %.0f MB of checkpoints, %,d frames replayed",
            deployment.bytes(deployment.topics.checkpoints()) / 1e6,
            Http.counters(port).get("replayed"));
      }
    }
  }

  /** Returns the seconds from one time of day to the next. */
  private static double seconds(LocalTime from, LocalTime to) {
    long day = Duration.ofDays(1).toMillis();
    return Math.floorMod(Duration.between(from, to).toMillis(), day) / 1e3;
  }
}
