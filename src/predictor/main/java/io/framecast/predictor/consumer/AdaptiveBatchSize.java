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

  private final int max;
  private final int workers;
  private double nanosEach;
  private boolean isKnown;

  /**
   * Chooses up to this number of records.
   *
   * @param max the largest number of records in one transaction
   * @param workers the number of workers: with fewer records some of them would be idle
   */
  AdaptiveBatchSize(int max, int workers) {
    this.max = max;
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
    return (int) Math.max(1, Math.min(max, Math.max(good, busy)));
  }

  /** Forgets the measured times: the next records may take another time. */
  void reset() {
    nanosEach = GOOD_NANOS;
    isKnown = false;
  }

  /** Adds the duration of a batch. The newest batch counts as much as all earlier ones. */
  void record(int records, long nanos) {
    nanosEach = (nanosEach + Math.max(1.0, (double) nanos) / records) / 2;
    isKnown = true;
  }
}
