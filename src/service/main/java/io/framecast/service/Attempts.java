package io.framecast.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often an address may be wrong in a while, so that nobody gets far by guessing. */
final class Attempts {
  static final int MOST = 10;
  static final Duration WHILE = Duration.ofMinutes(1);

  /** Whoever has more addresses than that has them forgotten, oldest first. */
  private static final int MOST_ADDRESSES = 10_000;

  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  private record Failures(long since, int count) {}

  /** Whether this address may try. */
  synchronized boolean allowed(String address, long nanos) {
    Failures known = failures.get(address);
    return known == null || isOver(known, nanos) || known.count() < MOST;
  }

  /** It was wrong. */
  synchronized void failed(String address, long nanos) {
    failures.merge(
        address,
        new Failures(nanos, 1),
        (known, first) ->
            isOver(known, nanos) ? first : new Failures(known.since(), known.count() + 1));
  }

  private static boolean isOver(Failures known, long nanos) {
    return nanos - known.since() > WHILE.toNanos();
  }
}
