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
 * Broker, producer, predictor and reader on this machine: 64 streams of 40x40 PNGs in one partition
 * a core, the shipped weights. First how many frames a second, of a topic that is full already;
 * then, at half of that, how long from a frame's append to its prediction being read, committed.
 */
final class EndToEndBench {
  static final int STREAMS = 64;
  static final int CORES = Runtime.getRuntime().availableProcessors();

  /** At first, and again when the load changes, the JIT compiler takes half a core. */
  static final int WARM_UP = scaled(60_000);

  private static final Duration SETTLING = Duration.ofSeconds(scaled(45));
  private static final Duration MEASURED = Duration.ofSeconds(scaled(20));

  private static final int COUNTED = scaled(20_000);

  /** A poll may bring more than it is asked to wait for. */
  static final int SPARE = 2_000;

  private EndToEndBench() {}

  static void measure() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation =
            new Installation(broker.bootstrap(), "framecast.", Weights.shipped());
        Traffic traffic = new Traffic(broker.bootstrap(), installation.topics, STREAMS, CORES)) {
      traffic.send(WARM_UP + COUNTED + SPARE);
      try (Service predictor = Service.start(Predictor.KIND, installation.settings())) {
        traffic.awaitTopics();
        traffic.receive(WARM_UP);
        Map<String, Long> before = cpuNanos();
        long begin = System.nanoTime();
        int counted = traffic.receive(COUNTED).size();
        double perSecond = counted / ((System.nanoTime() - begin) / 1e9);
        print("throughput: %.0f frames/s, %d streams, %d partitions", perSecond, STREAMS, CORES);
        cpuNanos()
            .forEach(
                (threads, nanos) ->
                    print(
                        "processor time of %s: %.0f us a frame",
                        threads, (nanos - before.getOrDefault(threads, 0L)) / 1e3 / counted));
        traffic.receive(traffic.waiting());
        latencies(traffic, perSecond / 2, SETTLING);
        long[] sorted = latencies(traffic, perSecond / 2, MEASURED);
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

  /** Processor time so far: of the workers, the loop, and the rest, which is mostly the broker. */
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

  /** Sorted, of the frames sent at this rate for so long. */
  private static long[] latencies(Traffic traffic, double perSecond, Duration time) {
    int count = (int) (perSecond * time.toSeconds());
    traffic.film(perSecond, count);
    return traffic.receive(count).stream().mapToLong(Long::longValue).sorted().toArray();
  }
}
