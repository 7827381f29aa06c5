package io.framecast.predictor.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Finds the streams of a partition that expired: they had no frame for their time to live. The
 * partition's time is the latest timestamp of its records. A partition that has had no record for
 * that time is quiet; then the clock alone decides.
 */
final class StreamExpiry {

  /** The number of searches for expired streams within one time to live. */
  private static final int SEARCHES_PER_TTL = 10;

  private final Duration ttl;
  private long latest = Long.MIN_VALUE;
  private long lastRecord = System.nanoTime();
  private long lastSearch = System.nanoTime();

  StreamExpiry(Duration ttl) {
    this.ttl = ttl;
  }

  /** Advances the partition's time to that of a record. */
  void advanceTime(long timestamp) {
    latest = Math.max(latest, timestamp);
    lastRecord = System.nanoTime();
  }

  /** Returns whether the last search is so long ago that streams may have expired since then. */
  boolean isDue() {
    return System.nanoTime() - lastSearch > ttl.toNanos() / SEARCHES_PER_TTL;
  }

  /** Returns the expired streams; none if no search is due. */
  List<StreamProcessor> find(Collection<StreamProcessor> streams) {
    if (!isDue()) {
      return List.of();
    }
    long now = System.nanoTime();
    lastSearch = now;
    boolean isQuiet = now - lastRecord > ttl.toNanos();
    long time = isQuiet ? Long.MAX_VALUE : latest;
    return streams.stream().filter(stream -> stream.isExpired(time)).toList();
  }
}
