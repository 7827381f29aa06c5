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
 */
record View(
    String phase,
    Duration time,
    Duration limit,
    List<Row> rows,
    Latency latency,
    List<Pair> pairs) {

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
