package io.framecast.sim;

import java.time.Duration;

/**
 * How fast the cameras send, and how long.
 *
 * @param fps frames per second of each camera; 0 is as fast as the broker takes them
 * @param frames per camera, {@link #NO_END} for as many as come
 * @param time after which no further frame is sent
 * @param end whether each stream is ended by a null value after its last frame
 */
public record Pace(double fps, long frames, Duration time, boolean end) {
  public static final long NO_END = Long.MAX_VALUE;

  /** Longer than any run, and still a number of nanoseconds. */
  public static final Duration NO_LIMIT = Duration.ofDays(36_500);

  /** Throws {@link IllegalArgumentException} for values that make no sense. */
  public Pace {
    if (!(fps >= 0 && fps <= 1e6)) {
      throw new IllegalArgumentException("expected 0 to 1000000 frames per second, found " + fps);
    }
    if (frames < 1) {
      throw new IllegalArgumentException("expected at least 1 frame per stream, found " + frames);
    }
    if (time.isNegative() || time.isZero() || time.compareTo(NO_LIMIT) > 0) {
      throw new IllegalArgumentException(
          "expected a time above 0 and below a century, found " + time);
    }
  }

  /** Without end. */
  public static Pace of(double fps) {
    return new Pace(fps, NO_END, NO_LIMIT, false);
  }
}
