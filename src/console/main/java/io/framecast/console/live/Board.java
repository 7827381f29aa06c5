package io.framecast.console.live;

import io.framecast.console.Simulator;
import io.framecast.console.around.Around;
import io.framecast.console.around.Lookout;
import io.framecast.console.follow.Observed;
import org.jspecify.annotations.Nullable;

/** What is the same for all who look, made once a second. */
public final class Board {
  private final Observed observed;
  private final Lookout lookout;
  private final @Nullable Simulator simulator;
  private final boolean admin;
  private Told.@Nullable Totals totals;

  /**
   * Of these.
   *
   * @param admin whether anything can be changed
   */
  public Board(Observed observed, Lookout lookout, @Nullable Simulator simulator, boolean admin) {
    this.observed = observed;
    this.lookout = lookout;
    this.simulator = simulator;
    this.admin = admin;
  }

  Observed observed() {
    return observed;
  }

  Told.Hello hello() {
    return new Told.Hello(admin, simulator != null, observed.history(), observed.eventsSince(0));
  }

  /** Of this second. */
  synchronized Told.Totals totals(long second) {
    Told.Totals known = totals;
    if (known == null || known.at() / 1_000 < second) {
      known = made(second * 1_000);
      totals = known;
    }
    return known;
  }

  private Told.Totals made(long at) {
    Observed.Counts counts = observed.counts();
    Around around = lookout.now();
    return new Told.Totals(
        at,
        counts.frames(),
        counts.predictions(),
        counts.deadLetters(),
        counts.now().rate(),
        counts.now().skill(),
        counts.now().p50(),
        counts.now().p99(),
        counts.model(),
        around.broker(),
        around.sentence(),
        around.lag(),
        around.predictors(),
        around.trainer(),
        simulator == null ? null : simulator.speed());
  }
}
