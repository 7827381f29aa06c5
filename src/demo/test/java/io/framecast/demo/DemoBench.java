package io.framecast.demo;

import java.util.List;

/**
 * What needs several rooms at once: {@code mvn -Pbench verify -pl src/demo -am}, one part of it by
 * {@code -Dbench.parts=round} or {@code page}.
 */
final class DemoBench {
  private DemoBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> parts = List.of(System.getProperty("bench.parts", "all").split(","));
    if (parts.contains("all") || parts.contains("round")) {
      RoundBench.measure();
    }
    if (parts.contains("page")) {
      PageBench.measure();
    }
    System.exit(0);
  }

  static double scale() {
    return Double.parseDouble(System.getProperty("bench.scale", "1"));
  }
}
