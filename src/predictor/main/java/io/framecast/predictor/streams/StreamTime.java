package io.framecast.predictor.streams;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The time of a stream, as far as the timestamps of its frames tell it. One odd timestamp, from
 * long ago or far ahead, changes no decision about the frames after it. Negative is no time.
 *
 * @param last timestamp of the last accepted frame
 * @param latest of all accepted frames, with which the next one is compared. Where two frames in
 *     succession are from longer before it than a stream lives, it was the odd one, and they count.
 */
record StreamTime(long last, long latest) {
  static final StreamTime NONE = new StreamTime(-1, -1);

  /** By how many milliseconds a frame comes too late to go on; empty where it does not. */
  OptionalLong lateBy(long timestamp, Duration ttl) {
    boolean isLate = latest >= 0 && timestamp > latest && timestamp - latest > ttl.toMillis();
    return isLate ? OptionalLong.of(timestamp - latest) : OptionalLong.empty();
  }

  /** What it is after a frame of this timestamp is accepted. */
  StreamTime after(long timestamp, Duration ttl) {
    boolean isContradicted = isLongBefore(last, ttl) && isLongBefore(timestamp, ttl);
    return new StreamTime(timestamp, Math.max(isContradicted ? last : latest, timestamp));
  }

  private boolean isLongBefore(long timestamp, Duration ttl) {
    return timestamp >= 0 && latest > timestamp && latest - timestamp > ttl.toMillis();
  }
}
