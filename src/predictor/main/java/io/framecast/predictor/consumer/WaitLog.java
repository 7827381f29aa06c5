package io.framecast.predictor.consumer;

import io.framecast.topics.ThrottledLog;
import java.util.Locale;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, at most every 30 s, that the predictor waits for the broker or for memory. */
final class WaitLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitLog.class);

  /** Limits the time without a heartbeat: one is sent each second, and the session lasts 6 s. */
  private static final double MAX_HEARTBEAT_SECONDS = 5;

  private final ThrottledLog log = new ThrottledLog();

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
    consumer
        .metrics()
        .forEach(
            (name, metric) -> {
              if (name.name().equals("last-heartbeat-seconds-ago")
                  && metric.metricValue() instanceof Double seconds
                  && seconds > MAX_HEARTBEAT_SECONDS) {
                logBroker(
                    "read frames",
                    String.format(Locale.ROOT, "no heartbeat was sent for %.0f s", seconds));
              }
            });
  }
}
