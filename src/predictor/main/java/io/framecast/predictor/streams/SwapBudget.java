package io.framecast.predictor.streams;

import java.time.Duration;

/**
 * Limits the share of the workers' time that swaps may take. Unused time is saved, but only a
 * little, so that a batch in which many streams could swap is not late. Any thread may use it.
 */
public final class SwapBudget {
  private static final long MAX_SAVED_NANOS = Duration.ofMillis(20).toNanos();

  private final double perNano;
  private double saved; // nanoseconds of work
  private long last = System.nanoTime();

  /**
   * Starts with the largest saved time.
   *
   * @param share of the workers' time, from 0, which allows no swap, to 1
   */
  public SwapBudget(double share, int workers) {
    perNano = share * workers;
    saved = perNano * MAX_SAVED_NANOS;
  }

  /** Returns whether any time is left. One swap may exceed it; later swaps then wait longer. */
  synchronized boolean isAvailable() {
    long now = System.nanoTime();
    saved = Math.min(perNano * MAX_SAVED_NANOS, saved + perNano * (now - last));
    last = now;
    return saved > 0;
  }

  /** Subtracts the duration of a swap. */
  synchronized void charge(long nanos) {
    saved -= nanos;
  }
}
