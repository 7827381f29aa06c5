package io.framecast.sim;

import java.time.Duration;

/**
 * The rate and the duration of sending.
 *
 * @param fps frames per second of each camera; 0 is as fast as the broker accepts them
 * @param frames the number of frames per camera, {@link #NO_END} for no limit
 * @param time the time after which no further frame is sent
 * @param end whether a null value ends each stream after its last frame
 */
public record SendRate(double fps, long frames, Duration time, boolean end) {
  public static final long NO_END = Long.MAX_VALUE;

  /** Longer than any run, but still a valid number of nanoseconds. */
  public static final Duration NO_LIMIT = Duration.ofDays(36_500);

  /** Throws {@link IllegalArgumentException} for invalid values. */
  public SendRate {
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

  /** Returns a rate without an end. */
  public static SendRate of(double fps) {
    return new SendRate(fps, NO_END, NO_LIMIT, false);
  }
}
