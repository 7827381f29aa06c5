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
 * How long a predictor that was killed needs until it is ready again, streams and all: the shipped
 * command, started anew on the same port, so that the group takes it back at once. Every stream has
 * had 60 frames of 40x40, and each wrote its checkpoint at its own frame of 30: on average that is
 * 15 frames ago.
 */
final class RecoveryBench {
  private static final int FRAMES = 60;
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private RecoveryBench() {}

  static void measure() throws Exception {
    Reel reel = Reel.squares();
    measure("squares", Weights.shipped(), scaled(1_000), reel);
    measure("keras", Weights.initial(Configuration.keras(), 7), scaled(100), reel);
  }

  private static void measure(String model, Weights weights, int streams, Reel reel)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), "framecast.", weights)) {
      Map<String, Object> settings = installation.settings("framecast.partitions", PARTITIONS);
      int port = EmbeddedBroker.freePort();
      try (PredictorProcess first = PredictorProcess.asShipped(port, settings).awaitServing()) {
        for (int n = 0; n < FRAMES; n++) {
          for (int s = 0; s < streams; s++) {
            installation.send("cam" + s, reel.frame(s, n), "sequence", Integer.toString(n));
          }
        }
        installation.await(port, (long) streams * FRAMES, PATIENCE);
        first.kill();
      }
      LocalTime start = LocalTime.now(ZoneId.systemDefault());
      long begin = System.nanoTime();
      try (PredictorProcess second = PredictorProcess.asShipped(port, settings).awaitServing()) {
        double ready = (System.nanoTime() - begin) / 1e9;
        List<LocalTime> assigned = second.logged("Session - assigned [");
        List<LocalTime> restored = second.logged("Recovery - restored [");
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
            installation.bytes(installation.topics.checkpoints()) / 1e6,
            Http.counters(port).get("replayed"));
      }
    }
  }

  /** From one time of the day to the next. */
  private static double seconds(LocalTime from, LocalTime to) {
    long day = Duration.ofDays(1).toMillis();
    return Math.floorMod(Duration.between(from, to).toMillis(), day) / 1e3;
  }
}
