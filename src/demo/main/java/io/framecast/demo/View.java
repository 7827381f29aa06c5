package io.framecast.demo;

import java.time.Duration;
import java.util.List;

/**
 * What there is to be shown at one moment.
 *
 * @param phase in two or three words
 * @param time since the cameras began
 * @param limit when they stop, zero for never
 * @param rows by stream
 * @param latency of all streams
 * @param pairs pictures, of some streams
 * @param model the live version, empty before it is known
 * @param learning what was said last about learning, empty before the first word
 * @param filmed what the cameras see, and where the story stands
 */
record View(
    String phase,
    Duration time,
    Duration limit,
    List<Row> rows,
    Latency latency,
    List<Pair> pairs,
    String model,
    String learning,
    String filmed) {

  /** Before there is anything. */
  static View starting(Duration limit) {
    return new View(
        "starting", Duration.ZERO, limit, List.of(), Latency.UNKNOWN, List.of(), "", "", "");
  }

  /** All streams in one row; errors and skill are means over the streams that have one. */
  Row total() {
    return new Row(
        "all",
        rows.stream().mapToLong(Row::frames).sum(),
        rows.stream().mapToLong(Row::predictions).sum(),
        rows.stream().mapToLong(Row::refused).sum(),
        mean(rows.stream().mapToDouble(Row::bce)),
        mean(rows.stream().mapToDouble(Row::mse)),
        mean(rows.stream().mapToDouble(Row::skill)),
        latency);
  }

  private static double mean(java.util.stream.DoubleStream figures) {
    return figures.filter(x -> !Double.isNaN(x)).average().orElse(Double.NaN);
  }
}
