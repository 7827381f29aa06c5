package io.framecast.frames;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Tracks the time of a stream by the timestamps of its frames, in milliseconds. One outlier, far in
 * the past or in the future, changes no decision about later frames. A negative number means no
 * time.
 *
 * @param last the timestamp of the last accepted frame
 * @param latest the latest timestamp of the accepted frames, with which the next one is compared.
 *     If two successive frames are older than it by more than the time to live, it was an outlier,
 *     and their timestamps replace it.
 */
public record StreamTime(long last, long latest) {
  /** The time of a stream without accepted frames. */
  public static final StreamTime NONE = new StreamTime(-1, -1);

  /** Returns how late a frame is in milliseconds; empty if it is within the time to live. */
  OptionalLong lateness(long timestamp, Duration ttl) {
    boolean isLate = latest >= 0 && timestamp > latest && timestamp - latest > ttl.toMillis();
    return isLate ? OptionalLong.of(timestamp - latest) : OptionalLong.empty();
  }

  /** Returns the time after a frame of this timestamp is accepted. */
  StreamTime accept(long timestamp, Duration ttl) {
    boolean isContradicted = isLongBefore(last, ttl) && isLongBefore(timestamp, ttl);
    return new StreamTime(timestamp, Math.max(isContradicted ? last : latest, timestamp));
  }

  private boolean isLongBefore(long timestamp, Duration ttl) {
    return timestamp >= 0 && latest > timestamp && latest - timestamp > ttl.toMillis();
  }
}
