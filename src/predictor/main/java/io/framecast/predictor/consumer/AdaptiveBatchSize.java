package io.framecast.predictor.consumer;

import java.time.Duration;

/**
 * Chooses how many records one transaction holds, so that it takes about 200 ms: long enough that
 * its commit costs little, short enough that readers do not wait for a large batch of large frames.
 * If the commit alone takes longer, the records may take as long as it. It also bounds the bytes of
 * checkpoints that a transaction writes beside the records' output. Each failed transaction halves
 * both limits, each commit doubles them again. Predictions do not depend on it.
 */
final class AdaptiveBatchSize {
  private static final double GOOD_NANOS = Duration.ofMillis(200).toNanos();

  /** The longest transaction that still gives each worker a record. */
  private static final double LONG_NANOS = Duration.ofSeconds(10).toNanos();

  /** The heap holds the checkpoints of a transaction, and the producer's copy of them. */
  private static final long MAX_CHECKPOINT_BYTES =
      Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

  private final int max;
  private final int workers;
  private int allowed;
  private long checkpointBytes = MAX_CHECKPOINT_BYTES;
  private double nanosEach = GOOD_NANOS;
  private double commitNanos;
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
    this.allowed = max;
  }

  /** Returns how many records to take: one while the time of a step is unknown. */
  int records() {
    if (!isKnown) {
      return 1;
    }
    double good = Math.max(GOOD_NANOS - commitNanos, Math.min(commitNanos, LONG_NANOS)) / nanosEach;
    double busy = Math.min(workers, LONG_NANOS / nanosEach);
    return (int) Math.max(1, Math.min(allowed, Math.max(good, busy)));
  }

  /**
   * Returns how many bytes of checkpoints to write beside the output of the records. A transaction
   * may always write one checkpoint, whatever its size.
   */
  long checkpointBytes() {
    return checkpointBytes;
  }

  /** Forgets the measured times: the next records may take another time. */
  void reset() {
    nanosEach = GOOD_NANOS;
    isKnown = false;
  }

  /**
   * Adds the times of a batch. The newest batch counts as much as all earlier ones.
   *
   * @param nanos to process its records
   * @param commit time of the commit, in nanoseconds
   */
  void record(int records, long nanos, long commit) {
    nanosEach = (nanosEach + Math.max(1.0, (double) nanos) / records) / 2;
    commitNanos = (commitNanos + commit) / 2;
    isKnown = true;
  }

  /** Doubles the limits after a commit, up to their first values. */
  void recordCommit() {
    allowed = (int) Math.min(max, 2L * allowed);
    checkpointBytes = Math.min(MAX_CHECKPOINT_BYTES, 2 * checkpointBytes);
  }

  /**
   * Halves the limits after a transaction that failed: it may have been too much for the time of
   * one transaction.
   *
   * @param records that it held
   */
  void recordFailure(int records) {
    allowed = Math.max(1, Math.min(allowed, records) / 2);
    checkpointBytes = Math.max(1, checkpointBytes / 2);
    reset();
  }
}
