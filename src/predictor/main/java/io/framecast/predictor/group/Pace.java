package io.framecast.predictor.group;

import java.time.Duration;

/**
 * How many records one transaction takes, so that it lasts about as long as is good: long enough
 * that its commit costs little, short enough that nobody waits for a large batch of large frames.
 * What is predicted does not depend on it.
 */
final class Pace {
  private static final double GOOD_NANOS = Duration.ofMillis(200).toNanos();

  private final int most;

  /** One record at first: a step may take seconds, and nothing is known of it yet. */
  private double nanosEach = GOOD_NANOS;

  Pace(int most) {
    this.most = most;
  }

  int records() {
    return (int) Math.max(1, Math.min(most, GOOD_NANOS / nanosEach));
  }

  /** Nothing is known of the next records. */
  void beginAgain() {
    nanosEach = GOOD_NANOS;
  }

  /** So many records took so long. Half of it is believed at once: frames of one size stay. */
  void took(int records, long nanos) {
    nanosEach = (nanosEach + Math.max(1.0, (double) nanos) / records) / 2;
  }
}
