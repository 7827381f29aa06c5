package io.framecast.trainer.evaluation;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes a line with the share done and the time left every few seconds. For several threads. */
final class EvaluationProgress {
  private static final long PAUSE_NANOS = 3_000_000_000L;

  private final long frames;
  private final Consumer<String> lines;
  private final LongSupplier nanoClock;
  private final long began;
  private long done;
  private long written;

  /**
   * Begins.
   *
   * @param frames to predict in all
   * @param lines takes each line
   */
  EvaluationProgress(long frames, Consumer<String> lines, LongSupplier nanoClock) {
    this.frames = frames;
    this.lines = lines;
    this.nanoClock = nanoClock;
    this.began = nanoClock.getAsLong();
    this.written = began;
  }

  /** Counts frames that were predicted. */
  synchronized void add(long more) {
    done += more;
    long now = nanoClock.getAsLong();
    if (now - written >= PAUSE_NANOS) {
      written = now;
      double left = (now - began) / 1e9 / done * Math.max(0, frames - done);
      lines.accept(
          String.format(
              Locale.ROOT,
              "evaluating: %d %%, about %.0f s left",
              Math.min(100, 100 * done / frames),
              left));
    }
  }
}
