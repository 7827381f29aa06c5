package io.framecast.predictor.streams;

import java.time.Duration;

/**
 * How much of the workers' time swaps may take. It is saved up while nobody swaps, but only a
 * little: a batch in which many streams could swap is not to be late for that. Used by any thread.
 */
public final class SwapBudget {
  private static final long MOST_SAVED_NANOS = Duration.ofMillis(20).toNanos();

  private final double perNano;
  private double saved; // nanoseconds of work
  private long last = System.nanoTime();

  /**
   * Of so many workers.
   *
   * @param share from 0, never, to 1
   */
  public SwapBudget(double share, int workers) {
    perNano = share * workers;
    saved = perNano * MOST_SAVED_NANOS;
  }

  /** Whether there is any left. One swap may take more; then others wait longer. */
  synchronized boolean isAvailable() {
    long now = System.nanoTime();
    saved = Math.min(perNano * MOST_SAVED_NANOS, saved + perNano * (now - last));
    last = now;
    return saved > 0;
  }

  synchronized void charge(long nanos) {
    saved -= nanos;
  }
}
