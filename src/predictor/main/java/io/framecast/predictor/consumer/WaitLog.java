package io.framecast.predictor.consumer;

import io.framecast.topics.ThrottledLog;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, at most every 30 s, that the predictor waits for the broker or for memory. */
final class WaitLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitLog.class);

  /** Heartbeats are sent every second; a session without any ends after six. */
  private static final double ALONE_SECONDS = 5;

  private final ThrottledLog log = new ThrottledLog();

  void say(String what, String why) {
    say("the broker", what, why);
  }

  void sayForMemory(String what, String why) {
    say("memory", what, why);
  }

  private void say(String whom, String what, String why) {
    log.log(times -> LOG.warn("waiting for {}, {}: {}", whom, what, why));
  }

  /** No records: nobody has sent any, or there is no broker to ask. */
  void sayWhenAlone(Consumer<?, ?> consumer) {
    consumer
        .metrics()
        .forEach(
            (name, metric) -> {
              if (name.name().equals("last-heartbeat-seconds-ago")
                  && metric.metricValue() instanceof Double seconds
                  && seconds > ALONE_SECONDS) {
                say("for frames", "no heartbeat was sent for %.0f s".formatted(seconds));
              }
            });
  }
}
