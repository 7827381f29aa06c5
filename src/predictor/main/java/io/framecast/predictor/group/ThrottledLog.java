package io.framecast.predictor.group;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, once in a while, that the broker or memory is waited for. */
final class ThrottledLog {
  private static final Logger LOG = LoggerFactory.getLogger(ThrottledLog.class);
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  /** Heartbeats are sent every second; a session without any ends after six. */
  private static final double ALONE_SECONDS = 5;

  private long said = System.nanoTime() - SAY_NANOS;

  void say(String what, String why) {
    say("the broker", what, why);
  }

  void sayForMemory(String what, String why) {
    say("memory", what, why);
  }

  private void say(String whom, String what, String why) {
    if (System.nanoTime() - said > SAY_NANOS) {
      said = System.nanoTime();
      LOG.warn("waiting for {}, {}: {}", whom, what, why);
    }
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
