package io.framecast.predictor;

import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures broker, producer, predictor and reader on this machine: 64 streams of 40x40 PNGs, one
 * partition per core, the shipped weights. First it measures the throughput of a topic that is
 * already full. Then, at half that rate, it measures the time from a frame's append to its
 * committed prediction being read.
 */
final class EndToEndBench {
  static final int STREAMS = 64;
  static final int CORES = Runtime.getRuntime().availableProcessors();

  /** Frames of a warm-up: after a change of load the JIT compiler uses half a core. */
  static final int WARM_UP = scaled(60_000);

  private static final Duration SETTLING = Duration.ofSeconds(scaled(45));
  private static final Duration MEASURED = Duration.ofSeconds(scaled(20));

  private static final int COUNTED = scaled(20_000);

  /** Spare frames, because a poll may return more than was asked for. */
  static final int SPARE = 2_000;

  private EndToEndBench() {}

  static void measure() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "framecast.", Weights.shipped());
        LoadGenerator load =
            new LoadGenerator(broker.bootstrap(), deployment.topics, STREAMS, CORES)) {
      load.send(WARM_UP + COUNTED + SPARE);
      try (Service predictor = Service.start(Predictor.KIND, deployment.settings())) {
        load.awaitTopics();
        load.receive(WARM_UP);
        Map<String, Long> before = cpuNanos();
        long begin = System.nanoTime();
        int counted = load.receive(COUNTED).size();
        double perSecond = counted / ((System.nanoTime() - begin) / 1e9);
        print("throughput: %.0f frames/s, %d streams, %d partitions", perSecond, STREAMS, CORES);
        cpuNanos()
            .forEach(
                (threads, nanos) ->
                    print(
                        "processor time of %s: %.0f us a frame",
                        threads, (nanos - before.getOrDefault(threads, 0L)) / 1e3 / counted));
        load.receive(load.waiting());
        latencies(load, perSecond / 2, SETTLING);
        long[] sorted = latencies(load, perSecond / 2, MEASURED);
        print(
            "latency at %.0f frames/s: p50 %d ms, p99 %d ms, max %d ms",
            perSecond / 2,
            sorted[sorted.length / 2],
            sorted[sorted.length * 99 / 100],
            sorted[sorted.length - 1]);
        print("counters: %s", Http.counters(predictor.port()));
      }
    }
  }

  /**
   * Returns the processor time so far of the workers, the loop, and the rest (mostly the broker).
   */
  private static Map<String, Long> cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> nanos = new TreeMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        String name = thread.getThreadName();
        String group =
            name.startsWith("framecast-worker")
                ? "workers"
                : name.startsWith("framecast-loop") ? "loop" : "broker, clients and reader";
        nanos.merge(group, threads.getThreadCpuTime(thread.getThreadId()), Long::sum);
      }
    }
    return nanos;
  }

  /** Returns the sorted latencies of the frames sent at this rate for this time. */
  private static long[] latencies(LoadGenerator load, double perSecond, Duration time) {
    int count = (int) (perSecond * time.toSeconds());
    load.sendAtRate(perSecond, count);
    return load.receive(count).stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
