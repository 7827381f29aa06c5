package io.framecast.console.view;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says whether forecasts may be asked for soon: a browser was connected in the last minute, or a
 * roll-out was asked for. Nothing else needs the forecasts topic, which may have a hundred times as
 * many records as all others. For many threads.
 */
public final class ForecastDemand {
  /** Longer than a tab that was hidden for a moment needs to connect again. */
  static final Duration KEPT = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;
  private volatile long noted;

  /** Begins with a demand, so that the log names a missing right soon after the start. */
  public ForecastDemand() {
    this(System::nanoTime);
  }

  ForecastDemand(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.noted = nanoClock.getAsLong();
  }

  /** Notes that a browser is connected now, or that a roll-out is asked for. */
  public void note() {
    noted = nanoClock.getAsLong();
  }

  boolean isPresent() {
    return nanoClock.getAsLong() - noted < KEPT.toNanos();
  }
}
