package io.framecast.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits failed logins of an address per minute, against guessing. */
final class FailedLoginLimiter {
  static final int MOST = 10;
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** The most addresses in memory; the oldest are removed first. */
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

  /** Returns whether this address may log in. */
  synchronized boolean isAllowed(String address, long nanos) {
    Failures known = failures.get(address);
    return known == null || isOver(known, nanos) || known.count() < MOST;
  }

  /** Records a failed login. */
  synchronized void recordFailure(String address, long nanos) {
    failures.merge(
        address,
        new Failures(nanos, 1),
        (known, first) ->
            isOver(known, nanos) ? first : new Failures(known.since(), known.count() + 1));
  }

  private static boolean isOver(Failures known, long nanos) {
    return nanos - known.since() > PERIOD.toNanos();
  }
}
