package io.framecast.console.live;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.TopicView;

/** Computes for how long the newest frames wait for their predictions. */
final class PredictionDelay {
  private PredictionDelay() {}

  /**
   * Returns the time that the lag takes at the rate of predictions, in seconds. While frames wait,
   * it is at least the time since the last prediction. Latency does not count: it goes by the
   * clocks of producers, and recorded frames are old when they are sent.
   */
  static long seconds(SystemStatus status, TopicView view, long now) {
    long waiting = status.lag().stream().mapToLong(SystemStatus.PartitionLag::lag).sum();
    Long since = status.waitingSince();
    if (waiting == 0 || since == null) {
      return 0;
    }
    double rate = view.rate(since);
    double lag = rate > 0 ? waiting / rate : 0;
    double idle = (now - Math.max(since, view.counts().lastPrediction())) / 1e3;
    return (long) Math.max(0, Math.max(lag, idle));
  }
}
