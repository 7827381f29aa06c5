package io.framecast.predictor.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Finds the streams of a partition that expired: they had no frame for their time to live. The
 * partition's time is the latest timestamp of its records.
 */
final class StreamExpiry {

  /** The number of searches for expired streams within one time to live. */
  private static final int SEARCHES_PER_TTL = 10;

  private final Duration ttl;
  private long latest = Long.MIN_VALUE;
  private long lastSearch = System.nanoTime();

  StreamExpiry(Duration ttl) {
    this.ttl = ttl;
  }

  /** Advances the partition's time to that of a record. */
  void advanceTime(long timestamp) {
    latest = Math.max(latest, timestamp);
  }

  /** Returns the expired streams; none if the last search is not long ago. */
  List<StreamProcessor> findExpired(Collection<StreamProcessor> streams) {
    if (System.nanoTime() - lastSearch <= ttl.toNanos() / SEARCHES_PER_TTL) {
      return List.of();
    }
    lastSearch = System.nanoTime();
    return streams.stream().filter(stream -> stream.isExpired(latest)).toList();
  }
}
