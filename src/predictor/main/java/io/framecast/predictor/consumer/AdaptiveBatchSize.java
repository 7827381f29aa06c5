package io.framecast.predictor.consumer;

import java.time.Duration;

/**
 * Chooses how many records one transaction holds, so that it takes about 200 ms: long enough that
 * its commit costs little, short enough that readers do not wait for a large batch of large frames.
 * Predictions do not depend on it.
 */
final class AdaptiveBatchSize {
  private static final double GOOD_NANOS = Duration.ofMillis(200).toNanos();

  /** The longest transaction that still gives each worker a record. */
  private static final double LONG_NANOS = Duration.ofSeconds(10).toNanos();

  private final int most;
  private final int workers;
  private double nanosEach;
  private boolean isKnown;

  /**
   * Chooses up to this number of records.
   *
   * @param most records of one transaction
   * @param workers that compute in parallel: with fewer records some of them would be idle
   */
  AdaptiveBatchSize(int most, int workers) {
    this.most = most;
    this.workers = workers;
    reset();
  }

  /** Returns how many records to take: one while the time of a step is unknown. */
  int records() {
    if (!isKnown) {
      return 1;
    }
    double good = GOOD_NANOS / nanosEach;
    double busy = Math.min(workers, LONG_NANOS / nanosEach);
    return (int) Math.max(1, Math.min(most, Math.max(good, busy)));
  }

  /** Forgets the measured times: the next records may be of another kind. */
  void reset() {
    nanosEach = GOOD_NANOS;
    isKnown = false;
  }

  /** Records how long a batch took. The newest batch counts as much as all before it. */
  void record(int records, long nanos) {
    nanosEach = (nanosEach + Math.max(1.0, (double) nanos) / records) / 2;
    isKnown = true;
  }
}
