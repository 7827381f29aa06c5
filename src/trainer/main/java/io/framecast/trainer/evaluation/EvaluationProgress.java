package io.framecast.trainer.evaluation;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes a line with the share done and the time left every few seconds. For several threads.
 *
 * <p>The first line gives no time: the first frames take many times as long as the others, until
 * their code is compiled. The time left follows from the frames after that line.
 */
final class EvaluationProgress {
  private static final long PAUSE_NANOS = 3_000_000_000L;

  private final long frames;
  private final Consumer<String> lines;
  private final LongSupplier nanoClock;
  private long done;
  private long written;
  private long warmDone;
  private long warmNanos;

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
    this.written = nanoClock.getAsLong();
  }

  /** Counts frames that were predicted. */
  synchronized void add(long more) {
    done += more;
    long now = nanoClock.getAsLong();
    if (now - written < PAUSE_NANOS) {
      return;
    }
    written = now;
    String share =
        String.format(Locale.ROOT, "evaluating: %d %%", Math.min(100, 100 * done / frames));
    if (warmDone == 0) {
      warmDone = done;
      warmNanos = now;
      lines.accept(share);
    } else {
      double each = (now - warmNanos) / 1e9 / (done - warmDone);
      double left = each * Math.max(0, frames - done);
      lines.accept(share + String.format(Locale.ROOT, ", about %.0f s left", left));
    }
  }
}
