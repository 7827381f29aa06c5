package io.framecast.predictor.group;

import java.time.Duration;

/**
 * How many records one transaction takes, so that it lasts about as long as is good: long enough
 * that its commit costs little, short enough that nobody waits for a large batch of large frames.
 * What is predicted does not depend on it.
 */
final class Pace {
  private static final double GOOD_NANOS = Duration.ofMillis(200).toNanos();

  /** So long a transaction may take that gives each worker a record. */
  private static final double LONG_NANOS = Duration.ofSeconds(10).toNanos();

  private final int most;
  private final int workers;
  private double nanosEach;
  private boolean isKnown;

  /**
   * Of transactions of this length at most.
   *
   * @param workers that compute side by side: fewer records would let some of them wait
   */
  Pace(int most, int workers) {
    this.most = most;
    this.workers = workers;
    beginAgain();
  }

  /** One record at first: a step may take seconds, and nothing is known of it yet. */
  int records() {
    if (!isKnown) {
      return 1;
    }
    double good = GOOD_NANOS / nanosEach;
    double busy = Math.min(workers, LONG_NANOS / nanosEach);
    return (int) Math.max(1, Math.min(most, Math.max(good, busy)));
  }

  /** Nothing is known of the next records. */
  void beginAgain() {
    nanosEach = GOOD_NANOS;
    isKnown = false;
  }

  /** So many records took so long. Half of it is believed at once: frames of one size stay. */
  void took(int records, long nanos) {
    nanosEach = (nanosEach + Math.max(1.0, (double) nanos) / records) / 2;
    isKnown = true;
  }
}
