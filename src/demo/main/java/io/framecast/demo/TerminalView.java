package io.framecast.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints the addresses, one line every few seconds, the trainer's events and the final account. */
final class TerminalView {
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private Duration previousTime = Duration.ZERO;
  private long previousFrames;

  void print(List<String> lines) {
    lines.forEach(out::println);
  }

  void printEvent(Duration time, String text) {
    out.println(clock(time) + "  " + text);
  }

  /** Prints the status line; its frames/s are those since the line before. */
  void printStatus(Duration time, StreamStats stats, String speed) {
    double seconds = Math.max(1e-3, time.minus(previousTime).toMillis() / 1e3);
    out.println(
        statusLine(time, (stats.frames() - previousFrames) / seconds, stats) + "  " + speed);
    previousTime = time;
    previousFrames = stats.frames();
  }

  static String statusLine(Duration time, double framesPerSecond, StreamStats stats) {
    return String.format(
        Locale.ROOT,
        "%s  streams %d  frames/s %.1f  predictions %d  skill %s  latency p50/p99 %s ms%s",
        clock(time),
        stats.streams(),
        framesPerSecond,
        stats.predictions(),
        Double.isNaN(stats.skill()) ? "-" : String.format(Locale.ROOT, "%.3f", stats.skill()),
        stats.latency(),
        stats.deadLetters() == 0 ? "" : "  dead letters " + stats.deadLetters());
  }

  private static String clock(Duration time) {
    long s = time.toSeconds();
    return s < 3600
        ? String.format(Locale.ROOT, "%02d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
