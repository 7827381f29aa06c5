package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameLimits;
import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.StateCache;
import io.framecast.predictor.streams.StreamFactory;
import io.framecast.predictor.streams.StreamSettings;
import io.framecast.predictor.streams.StreamView;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.predictor.streams.Workers;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Measures the memory of idle streams with a few frames each: 40x40, shipped weights. */
final class IdleStreams {
  /** Streams of a first round, so that one-time allocations come before the measurement. */
  private static final int FEW = PredictorBench.scaled(100);

  private static final int MANY = PredictorBench.scaled(1_000);
  private static final int FRAMES = 20;
  private static final World WORLD = new World(1, World.Mode.BOUNCE, 1, 40, 40);

  private IdleStreams() {}

  /** Measures in a process whose heap is resident from the start, so that growth is off-heap. */
  static void measureInAProcess() throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms1g",
            "-Xmx1g",
            "-XX:+AlwaysPreTouch",
            "-Dbench.quick=" + Boolean.getBoolean("bench.quick"),
            "-cp",
            System.getProperty("java.class.path"),
            IdleStreams.class.getName())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Prints the size of a stream's state, and the growth of heap and process. */
  public static void main(String[] arguments) throws IOException {
    Weights weights = Weights.shipped();
    StateCache cache = new StateCache(1L << 31, Path.of("target"));
    StreamFactory factory =
        new StreamFactory(
            WeightsPool.only(weights),
            Topics.DEFAULT,
            FrameLimits.DEFAULT,
            StreamSettings.DEFAULT,
            Map.of(),
            cache);
    try (Workers workers = new Workers(weights, 1);
        PartitionProcessor streams = new PartitionProcessor(0, factory)) {
      streams.begin(0);
      BatchProcessor batch = new BatchProcessor(factory, workers);
      answer(batch, streams, 0, FEW);
      long heap = heap();
      long process = process();
      answer(batch, streams, FEW, FEW + MANY);
      double onHeap = (double) (heap() - heap) / MANY;
      double offHeap = (double) (process() - process) / MANY;
      long state = streams.views().stream().mapToLong(StreamView::stateBytes).max().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "an idle stream: state %.1f kB, off-heap growth %.1f kB, heap growth %.1f kB,"
              + " in all its state and %.1f %%; 1,000 of them %.0f MB%n",
          state / 1e3,
          offHeap / 1e3,
          onHeap / 1e3,
          100 * ((onHeap + offHeap) / state - 1),
          (onHeap + offHeap) * 1_000 / 1e6);
    }
  }

  private static void answer(BatchProcessor batch, PartitionProcessor streams, int from, int to) {
    for (int n = 0; n < FRAMES; n++) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int s = from; s < to; s++) {
        byte[] value = Encoding.PNG8.encode(WORLD.noisy(s, n));
        records.add(
            new ConsumerRecord<>(
                Topics.DEFAULT.frames(), 0, (long) n * to + s, ("cam" + s).getBytes(UTF_8), value));
      }
      batch.process(records, partition -> streams, Long.MAX_VALUE);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Returns the resident bytes on Linux: the second number of statm, in pages of 4 kB. */
  private static long process() throws IOException {
    String statm = Files.readString(Path.of("/proc/self/statm"));
    return Long.parseLong(statm.split(" ", -1)[1]) * 4096;
  }
}
