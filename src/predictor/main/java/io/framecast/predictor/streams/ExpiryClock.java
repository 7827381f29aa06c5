package io.framecast.predictor.streams;

/**
 * Tracks a partition's time, which is its latest timestamp, and when to look for expired streams.
 */
final class ExpiryClock {

  /** The number of sweeps for expired streams within one time to live. */
  private static final int SWEEPS_PER_TTL = 10;

  private long latest = Long.MIN_VALUE;
  private long lastSweep = System.nanoTime();

  void advance(long timestamp) {
    latest = Math.max(latest, timestamp);
  }

  long latest() {
    return latest;
  }

  /** Returns whether a sweep is due now, and records its time if so. */
  boolean beginSweep(long ttlNanos) {
    if (System.nanoTime() - lastSweep <= ttlNanos / SWEEPS_PER_TTL) {
      return false;
    }
    lastSweep = System.nanoTime();
    return true;
  }
}
