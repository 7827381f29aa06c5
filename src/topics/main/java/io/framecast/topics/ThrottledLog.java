package io.framecast.topics;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Logs a recurring problem at once, and then at most every 30 s with the number of times it
 * occurred. For several threads.
 */
public final class ThrottledLog {
  private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

  private final LongSupplier nanoClock;
  private boolean logged;
  private long loggedAt;
  private long occurrences;

  public ThrottledLog() {
    this(System::nanoTime);
  }

  ThrottledLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Counts an occurrence, and runs the action unless it ran in the last 30 s.
   *
   * @param action logs the problem; it takes the number of occurrences since it last ran
   */
  public synchronized void log(LongConsumer action) {
    occurrences++;
    long now = nanoClock.getAsLong();
    if (!logged || now - loggedAt > PAUSE_NANOS) {
      logged = true;
      loggedAt = now;
      action.accept(occurrences);
      occurrences = 0;
    }
  }
}
