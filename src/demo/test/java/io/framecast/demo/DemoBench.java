package io.framecast.demo;

import java.util.List;

/**
 * Runs the benchmarks that need several rooms: {@code mvn -Pbench verify -pl src/demo -am}, one
 * part of it by {@code -Dbench.parts=round}, {@code page} or {@code forecasts}, each shorter by
 * {@code -Dbench.quick}.
 */
final class DemoBench {
  private static final boolean QUICK = Boolean.getBoolean("bench.quick");

  private DemoBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> parts = List.of(System.getProperty("bench.parts", "all").split(","));
    if (QUICK) {
      System.out.println(
          "quick: runs each part once and small, to see that it works; the figures are no measurements");
    }
    if (parts.contains("all") || parts.contains("round")) {
      RoundBench.measure();
    }
    if (parts.contains("page")) {
      PageBench.measure();
      CrowdBench.measure();
    }
    if (parts.contains("forecasts")) {
      ForecastsBench.measure();
    }
    System.exit(0);
  }

  static boolean isQuick() {
    return QUICK;
  }

  /** Returns the usual size, or the other one in a quick run. */
  static int size(int usual, int quick) {
    return QUICK ? quick : usual;
  }
}
