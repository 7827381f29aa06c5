package io.framecast.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits the wrong tokens of an address per minute: more of them are told to wait. */
final class FailedLoginLimiter {
  static final int MOST = 10;
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** The most addresses in memory; those that fail least are removed first. */
  private static final int MOST_ADDRESSES = 10_000;

  /** A period starts with an address's first failure: counting writes no new entry. */
  private final Cache<String, AtomicInteger> failures;

  FailedLoginLimiter(Ticker ticker) {
    failures =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(PERIOD)
            .ticker(ticker)
            .build();
  }

  /** Returns whether another wrong token of this address is below the limit. */
  boolean isAllowed(String address) {
    AtomicInteger count = failures.getIfPresent(address);
    return count == null || count.get() < MOST;
  }

  /** Records a wrong token. */
  void recordFailure(String address) {
    failures.get(address, first -> new AtomicInteger()).incrementAndGet();
  }
}
