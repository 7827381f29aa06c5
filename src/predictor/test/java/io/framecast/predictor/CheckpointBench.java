package io.framecast.predictor;

import static io.framecast.predictor.EndToEndBench.CORES;
import static io.framecast.predictor.EndToEndBench.SPARE;
import static io.framecast.predictor.EndToEndBench.STREAMS;
import static io.framecast.predictor.EndToEndBench.WARM_UP;
import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what checkpoints cost without failures. It compares the throughput of {@link
 * EndToEndBench} with a checkpoint every 30 frames and with first checkpoints only, in turn on one
 * warm machine.
 */
final class CheckpointBench {
  private static final int PAIRS = PredictorBench.times(4);

  /**
   * Rounds until the JIT compiler has finished with client and broker, which halves commit times.
   */
  private static final int WARM_UPS = scaled(6);

  private static final int COUNTED = scaled(40_000);

  /** Frames skipped in every round, in which streams begin and the first poll is awaited. */
  private static final int SKIPPED = scaled(6_400);

  private static final Object[] USUAL = {};
  private static final Object[] NONE = {
    "framecast.checkpoint.frames", 1_000_000_000, "framecast.checkpoint.records", 1_000_000_000
  };

  private final EmbeddedBroker broker;
  private int topics;

  private CheckpointBench(EmbeddedBroker broker) {
    this.broker = broker;
  }

  /** Holds the throughput of the counted frames, and the seconds of batches and commits. */
  private record Figures(double perSecond, double batches, double commits, double seconds) {
    double share() {
      return 100 * commits / (batches + commits);
    }
  }

  static void measure() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch()) {
      CheckpointBench bench = new CheckpointBench(broker);
      bench.round("warming up", WARM_UP, USUAL);
      for (int i = 1; i < WARM_UPS; i++) {
        bench.round("warming up", SKIPPED, i % 2 == 0 ? USUAL : NONE);
      }
      List<Figures> usual = new ArrayList<>();
      List<Figures> none = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        // the order alternates, because the later round of a pair runs on the warmer machine
        if (i % 2 == 0) {
          usual.add(bench.usual());
          none.add(bench.none());
        } else {
          none.add(bench.none());
          usual.add(bench.usual());
        }
        print("pair %d: ratio %.3f", i + 1, usual.get(i).perSecond() / none.get(i).perSecond());
      }
      double with = perSecond(usual);
      double without = perSecond(none);
      print(
          "checkpoints: %.0f frames/s with them, %.0f without, ratio %.3f",
          with, without, with / without);
    }
  }

  private static double perSecond(List<Figures> rounds) {
    return rounds.stream().mapToDouble(Figures::perSecond).average().orElseThrow();
  }

  private Figures usual() throws Exception {
    return round("a checkpoint every 30 frames", SKIPPED, USUAL);
  }

  private Figures none() throws Exception {
    return round("first checkpoints only", SKIPPED, NONE);
  }

  private Figures round(String name, int skipped, Object... settings) throws Exception {
    String bootstrap = broker.bootstrap();
    String prefix = "round" + topics++ + ".";
    try (TestDeployment deployment = new TestDeployment(bootstrap, prefix, Weights.shipped());
        LoadGenerator load = new LoadGenerator(bootstrap, deployment.topics, STREAMS, CORES)) {
      load.send(skipped + COUNTED + SPARE);
      try (Service predictor = Service.start(Predictor.KIND, deployment.settings(settings))) {
        load.awaitTopics();
        load.receive(skipped);
        double batches = Http.value(predictor.port(), "framecast_batch_seconds_sum");
        double commits = Http.value(predictor.port(), "framecast_commit_seconds_sum");
        long begin = System.nanoTime();
        int counted = load.receive(COUNTED).size();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Figures figures =
            new Figures(
                counted / seconds,
                Http.value(predictor.port(), "framecast_batch_seconds_sum") - batches,
                Http.value(predictor.port(), "framecast_commit_seconds_sum") - commits,
                seconds);
        print(
            "%s: %.0f frames/s; of %.1f s the loop computed %.1f and committed %.1f, %.1f %% of both;"
                + " checkpoints %.0f MB",
            name,
            figures.perSecond,
            figures.seconds,
            figures.batches,
            figures.commits,
            figures.share(),
            deployment.bytes(deployment.topics.checkpoints()) / 1e6);
        return figures;
      }
    }
  }
}
