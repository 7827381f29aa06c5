package io.framecast.frames;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The time of a stream, as the timestamps of its frames tell it, in milliseconds. One odd
 * timestamp, from long ago or far ahead, changes no decision about the frames after it. A negative
 * number is no time.
 *
 * @param last timestamp of the last accepted frame
 * @param latest timestamp of all accepted frames, with which the next one is compared. Where two
 *     frames in succession are from longer before it than a stream lives, it was the odd one, and
 *     they count.
 */
public record StreamTime(long last, long latest) {
  /** No frame has been accepted. */
  public static final StreamTime NONE = new StreamTime(-1, -1);

  /** Returns by how many milliseconds a frame comes too late to go on; empty if it does not. */
  OptionalLong lateBy(long timestamp, Duration ttl) {
    boolean isLate = latest >= 0 && timestamp > latest && timestamp - latest > ttl.toMillis();
    return isLate ? OptionalLong.of(timestamp - latest) : OptionalLong.empty();
  }

  /** Returns the time after a frame of this timestamp is accepted. */
  StreamTime after(long timestamp, Duration ttl) {
    boolean isContradicted = isLongBefore(last, ttl) && isLongBefore(timestamp, ttl);
    return new StreamTime(timestamp, Math.max(isContradicted ? last : latest, timestamp));
  }

  private boolean isLongBefore(long timestamp, Duration ttl) {
    return timestamp >= 0 && latest > timestamp && latest - timestamp > ttl.toMillis();
  }
}
