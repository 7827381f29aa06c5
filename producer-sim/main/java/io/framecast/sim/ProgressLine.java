package io.framecast.sim;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Prints the progress: one line that a terminal rewrites, or a new line every 10 s. */
final class ProgressLine {
  private final PrintWriter out;
  private final int streams;
  private final boolean terminal = Ansi.AUTO.enabled();
  private final long start = System.nanoTime();
  private long lastRecords;
  private long lastTime = start;

  ProgressLine(PrintWriter out, int streams) {
    this.out = out;
    this.streams = streams;
  }

  /** Returns the time between two lines. */
  Duration pause() {
    return terminal ? Duration.ofMillis(500) : Duration.ofSeconds(10);
  }

  void show(SendCounts sent) {
    long now = System.nanoTime();
    double rate = (sent.records() - lastRecords) * 1e9 / Math.max(1, now - lastTime);
    lastRecords = sent.records();
    lastTime = now;
    line(now, String.format(Locale.ROOT, "%.1f records/s, %s", rate, counts(sent)));
    if (!terminal) {
      out.println();
    }
    out.flush();
  }

  void end(SendCounts sent) {
    long now = System.nanoTime();
    double rate = sent.records() * 1e9 / Math.max(1, now - start);
    line(now, String.format(Locale.ROOT, "%.1f records/s in all, %s", rate, counts(sent)));
    out.println();
    out.flush();
  }

  private void line(long now, String text) {
    String line =
        String.format(Locale.ROOT, "%7.1f s  %d streams  %s", (now - start) / 1e9, streams, text);
    out.print(terminal ? "\r" + line + " ".repeat(Math.max(0, 100 - line.length())) : line);
  }

  private static String counts(SendCounts sent) {
    return String.format(
        Locale.ROOT,
        "%d frames (repeated %d, corrupt %d, dropped %d, ended %d)",
        sent.frames(),
        sent.repeated(),
        sent.corrupt(),
        sent.dropped(),
        sent.ended());
  }
}
