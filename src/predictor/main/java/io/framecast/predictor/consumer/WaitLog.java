package io.framecast.predictor.consumer;

import io.framecast.topics.ThrottledLog;
import java.util.Locale;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, at most every 30 s, that the predictor waits for the broker or for memory. */
final class WaitLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitLog.class);

  /** Limits the time without a heartbeat: one is sent each second, and the session lasts 6 s. */
  private static final double MAX_HEARTBEAT_SECONDS = 5;

  private static final double NANOS = 1e9;

  private final ThrottledLog log = new ThrottledLog();
  private final long start = System.nanoTime();

  /** Logs that the broker does not answer, and what needs its answer. */
  void logBroker(String purpose, String reason) {
    log("the broker", purpose, reason);
  }

  /** Logs that there is not enough memory, and what needs it. */
  void logMemory(String purpose, String reason) {
    log("memory", purpose, reason);
  }

  private void log(String resource, String purpose, String reason) {
    log.log(times -> LOG.warn("waiting for {}, to {}: {}", resource, purpose, reason));
  }

  /** Logs that the group gets no heartbeats, so that missing records may mean a missing broker. */
  void logMissingHeartbeats(Consumer<?, ?> consumer) {
    double seconds = secondsAgo(consumer, "last-heartbeat-seconds-ago");
    // the broker may have gone before the first heartbeat, or before the group was joined
    seconds = seconds < 0 ? secondsAgo(consumer, "last-rebalance-seconds-ago") : seconds;
    seconds = seconds < 0 ? (System.nanoTime() - start) / NANOS : seconds;
    if (seconds > MAX_HEARTBEAT_SECONDS) {
      logBroker(
          "read frames", String.format(Locale.ROOT, "no heartbeat was sent for %.0f s", seconds));
    }
  }

  /** Returns a metric of the consumer's group; -1 if what it measures has not happened yet. */
  private static double secondsAgo(Consumer<?, ?> consumer, String name) {
    for (Metric metric : consumer.metrics().values()) {
      if (metric.metricName().name().equals(name)
          && metric.metricValue() instanceof Double seconds) {
        return seconds;
      }
    }
    return -1;
  }
}
