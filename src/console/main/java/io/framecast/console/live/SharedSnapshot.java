package io.framecast.console.live;

import io.framecast.console.status.SpeedControl;
import io.framecast.console.status.StatusPoller;
import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.TopicView;
import org.jspecify.annotations.Nullable;

/** The snapshot holds what all browsers share; it is updated once a second. */
public final class SharedSnapshot {
  private final TopicView view;
  private final StatusPoller poller;
  private final @Nullable SpeedControl simulator;
  private final boolean admin;
  private LiveMessages.@Nullable Totals totals;

  /**
   * Takes no snapshot yet.
   *
   * @param admin whether commands are enabled
   */
  public SharedSnapshot(
      TopicView view, StatusPoller poller, @Nullable SpeedControl simulator, boolean admin) {
    this.view = view;
    this.poller = poller;
    this.simulator = simulator;
    this.admin = admin;
  }

  TopicView view() {
    return view;
  }

  LiveMessages.Hello hello() {
    return new LiveMessages.Hello(admin, simulator != null, view.history(), view.eventsSince(0));
  }

  /** Returns the totals of this second. */
  synchronized LiveMessages.Totals totals(long second) {
    LiveMessages.Totals known = totals;
    if (known == null || known.at() / 1_000 < second) {
      known = createTotals(second * 1_000);
      totals = known;
    }
    return known;
  }

  private LiveMessages.Totals createTotals(long at) {
    TopicView.TopicCounts counts = view.counts();
    SystemStatus around = poller.now().beside(counts.now().rate());
    return new LiveMessages.Totals(
        at,
        counts.frames(),
        counts.predictions(),
        counts.deadLetters(),
        counts.now().rate(),
        counts.now().skill(),
        counts.now().p50(),
        counts.now().p99(),
        view.leadSkills(),
        PredictionDelay.seconds(around, view, at),
        counts.model(),
        around.broker(),
        around.sentence(),
        around.lag(),
        around.predictors(),
        around.trainer(),
        simulator == null ? null : simulator.speed());
  }
}
