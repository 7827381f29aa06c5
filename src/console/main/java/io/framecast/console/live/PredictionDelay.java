package io.framecast.console.live;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.TopicView;

/** Computes for how long the newest frames wait for their predictions. */
final class PredictionDelay {
  private PredictionDelay() {}

  /**
   * Returns the time that the lag takes at the current rate, in seconds. Without any prediction it
   * is the time since the last one, while frames wait. Latency does not count: it goes by the
   * clocks of producers, and recorded frames are old when they are sent.
   */
  static long seconds(SystemStatus status, TopicView.TopicCounts counts, long now) {
    long waiting = status.lag().stream().mapToLong(SystemStatus.PartitionLag::lag).sum();
    Long since = status.waitingSince();
    double rate = counts.now().rate();
    double lag = 0;
    if (waiting > 0 && rate > 0) {
      lag = waiting / rate;
    } else if (waiting > 0 && since != null) {
      lag = (now - Math.max(since, counts.lastPrediction())) / 1e3;
    }
    return Math.max(0, (long) lag);
  }
}
