package io.framecast.predictor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures the predictor's performance, one figure a line: {@code mvn -Pbench verify -pl
 * src/predictor -am}. {@code -Dbench.parts=recovery,takeover} selects some of the parts below.
 * {@code -Dbench.quick} runs each part once and small, to check that it works.
 */
final class PredictorBench {
  private static final boolean QUICK = Boolean.getBoolean("bench.quick");
  private static final int SMALLER = 20;

  /** Names that select every part, or parts of other modules. */
  private static final List<String> OTHERS =
      List.of("all", "step", "training", "round", "page", "forecasts");

  private PredictorBench() {}

  /** The parts that can be measured alone. */
  private enum Part {
    IDLE,
    THROUGHPUT,
    HORIZONS,
    CHECKPOINTS,
    RECOVERY,
    SWAP,
    TAKEOVER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static void measure(Part part) throws Exception {
    switch (part) {
      case IDLE -> IdleStreams.measureInAProcess();
      case THROUGHPUT -> EndToEndBench.measure();
      case HORIZONS -> HorizonsBench.measure();
      case CHECKPOINTS -> CheckpointBench.measure();
      case RECOVERY -> RecoveryBench.measure();
      case SWAP -> SwapBench.measure();
      case TAKEOVER -> TakeoverBench.measure();
    }
  }

  /** Returns the size, or a smaller one in a quick run. */
  static int scaled(int size) {
    return QUICK ? Math.max(1, size / SMALLER) : size;
  }

  /** Returns the number of repetitions, which is 1 in a quick run. */
  static int times(int usual) {
    return QUICK ? 1 : usual;
  }

  static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  public static void main(String[] arguments) throws Exception {
    List<Part> chosen = chosen(List.of(System.getProperty("bench.parts", "all").split(",")));
    print("machine: %s", machine());
    if (QUICK) {
      print("quick: each part once and small, to see that it works; no bar is held to its figures");
    }
    for (Part part : chosen) {
      print("%nmvn -Pbench verify -pl src/predictor -am -Dbench.parts=%s", part.word());
      measure(part);
    }
    System.exit(0);
  }

  private static List<Part> chosen(List<String> names) {
    List<String> known = new ArrayList<>(OTHERS);
    Arrays.stream(Part.values()).map(Part::word).forEach(known::add);
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "bench.parts: expected some of %s, found %s", known, names));
    }
    return Arrays.stream(Part.values())
        .filter(part -> names.contains("all") || names.contains(part.word()))
        .toList();
  }

  private static String machine() throws IOException {
    Path cpuInfo = Path.of("/proc/cpuinfo"); // Linux only
    String processor = System.getProperty("os.arch");
    if (Files.exists(cpuInfo)) {
      try (Stream<String> lines = Files.lines(cpuInfo)) {
        processor =
            lines
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(processor);
      }
    }
    return String.format(
        Locale.ROOT,
        "%d cores of %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        processor,
        Runtime.version());
  }
}
