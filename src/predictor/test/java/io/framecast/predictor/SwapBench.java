package io.framecast.predictor;

import static io.framecast.predictor.EndToEndBench.CORES;
import static io.framecast.predictor.EndToEndBench.STREAMS;
import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import io.framecast.topics.models.ModelRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures a promotion with 64 streams at 10 frames a second: the time until the last stream uses
 * the new version, and the latency of predictions meanwhile.
 */
final class SwapBench {
  private static final double PER_SECOND = 10.0 * STREAMS;
  private static final int WARM_UP = scaled(30_000);
  private static final int UNDISTURBED = scaled(6_400);
  private static final int SWAPS = PredictorBench.times(4);

  /** The number of frames measured after each promotion: ten seconds. */
  private static final int COUNTED = (int) (10 * PER_SECOND);

  private SwapBench() {}

  static void measure() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "framecast.", Weights.shipped());
        LoadGenerator load =
            new LoadGenerator(broker.bootstrap(), deployment.topics, STREAMS, CORES);
        Service predictor = Service.start(Predictor.KIND, deployment.settings())) {
      load.awaitTopics();
      load.sendAtRate(PER_SECOND, Long.MAX_VALUE);
      load.receive(WARM_UP);
      print("undisturbed: %s", latencies(load.receive(UNDISTURBED)));
      ModelRegistry registry =
          new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), deployment.topics);
      for (int swap = 1; swap <= SWAPS; swap++) {
        Weights next = Weights.shipped().withProvenance(Map.of("swap", Integer.toString(swap)));
        registry.publish(next.toBytes());
        promote(registry, next.version(), load);
      }
      print("swaps counted: %d", Http.counters(predictor.port()).get("swaps"));
    }
  }

  /** Promotes a version in parallel, while this thread reads the predictions. */
  private static void promote(ModelRegistry registry, String version, LoadGenerator load)
      throws InterruptedException {
    long[] promoted = {0};
    Thread operator =
        new Thread(
            () -> {
              registry.promote(version, null, "bench", "in turn");
              promoted[0] = System.nanoTime();
            });
    operator.start();
    Set<String> moved = new HashSet<>();
    List<Long> latencies = new ArrayList<>();
    long first = 0;
    long last = 0;
    while (latencies.size() < COUNTED) {
      int before = moved.size();
      latencies.addAll(
          load.receive(
              prediction -> {
                if (prediction.model().equals(version)) {
                  moved.add(prediction.stream());
                }
              }));
      long now = System.nanoTime();
      first = before == 0 && !moved.isEmpty() ? now : first;
      last = before < moved.size() ? now : last;
    }
    operator.join();
    print(
        "%d streams moved: the first %.2f s after the promotion, the last %.2f s; %s",
        moved.size(),
        (first - promoted[0]) / 1e9,
        (last - promoted[0]) / 1e9,
        latencies(latencies));
  }

  private static String latencies(List<Long> millis) {
    long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "latency p50 %d ms, p99 %d ms, max %d ms",
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}
