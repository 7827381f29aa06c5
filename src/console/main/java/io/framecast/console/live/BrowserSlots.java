package io.framecast.console.live;

import io.framecast.service.MessageResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connected browsers, in all and of each address, so that one address cannot take every
 * slot. Two that connect at the same moment may both pass: a slot is taken when the stream starts.
 */
final class BrowserSlots {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger taken = new AtomicInteger();

  /** Holds only addresses with a browser. */
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * Starts with no browser.
   *
   * @param most the most browsers at once
   * @param mostPerAddress the most browsers of one address at once
   */
  BrowserSlots(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Returns why another browser of this address is rejected, or null if it may connect. */
  @Nullable MutableHttpResponse<?> refusal(String address) {
    if (byAddress.getOrDefault(address, 0) >= mostPerAddress) {
      return MessageResponse.of(
          HttpStatus.TOO_MANY_REQUESTS,
          String.format(
              Locale.ROOT,
              ("Too many browsers of one address: at most %d may connect at once."
                  + " framecast.console.browsers-per-address sets the limit."),
              mostPerAddress));
    }
    if (taken.get() >= most) {
      return MessageResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          String.format(Locale.ROOT, "Too many browsers: at most %d may connect at once.", most));
    }
    return null;
  }

  void take(String address) {
    taken.incrementAndGet();
    byAddress.merge(address, 1, Integer::sum);
  }

  void release(String address) {
    byAddress.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }
}
