package io.framecast.console.live;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.TopicView;

/** Computes for how long the newest frames wait for their predictions. */
final class PredictionDelay {
  private PredictionDelay() {}

  /**
   * Returns the longer one of the median latency and the time that the lag takes at the current
   * rate, in seconds. Without any prediction it is the time since the last one, while frames wait.
   */
  static long seconds(SystemStatus status, TopicView.TopicCounts counts, long now) {
    Long p50 = counts.now().p50();
    double latency = p50 == null ? 0 : p50 / 1e3;
    long waiting = status.lag().stream().mapToLong(SystemStatus.PartitionLag::lag).sum();
    Long since = status.waitingSince();
    double rate = counts.now().rate();
    double lag = 0;
    if (waiting > 0 && rate > 0) {
      lag = waiting / rate;
    } else if (waiting > 0 && since != null) {
      lag = (now - Math.max(since, counts.lastPrediction())) / 1e3;
    }
    return Math.max(0, (long) Math.max(latency, lag));
  }
}
