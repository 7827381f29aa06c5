package io.framecast.predictor.consumer;

import java.time.Duration;

/**
 * Makes attempts rarer that fail again and again. An attempt that fails takes the time of a request
 * to the broker, in which nothing else is done.
 */
final class PlanningBackoff {
  private static final long MIN_NANOS = Duration.ofMillis(100).toNanos();
  private static final long MAX_NANOS = Duration.ofSeconds(10).toNanos();

  private long next = System.nanoTime();
  private long pause = MIN_NANOS;

  /** Returns whether the next attempt is due. */
  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /** Delays the next attempt, each time twice as long. */
  void fail() {
    next = System.nanoTime() + pause;
    pause = Math.min(MAX_NANOS, 2 * pause);
  }

  /** Makes the next attempt due, with the shortest delay after it. */
  void reset() {
    next = System.nanoTime();
    pause = MIN_NANOS;
  }
}
