package io.framecast.predictor.streams;

/**
 * Tells a partition's time, which is its latest timestamp, and when to look for expired streams.
 */
final class ExpiryClock {

  /** How often expired streams are looked for, while a frame may come no later than that. */
  private static final int SWEEPS = 10;

  private long latest = Long.MIN_VALUE;
  private long swept = System.nanoTime();

  void advance(long timestamp) {
    latest = Math.max(latest, timestamp);
  }

  long latest() {
    return latest;
  }

  /** Returns whether streams are to be looked for now, and takes note that they are. */
  boolean beginSweep(long ttlNanos) {
    if (System.nanoTime() - swept <= ttlNanos / SWEEPS) {
      return false;
    }
    swept = System.nanoTime();
    return true;
  }
}
