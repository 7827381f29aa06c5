package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class WaitLogTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, ''",
    "5, 60, ''",
    "7, 60, 7 s",
    "-1, 3, ''",
    "-1, 8, 8 s", // the broker went before the first heartbeat
    "-1, -1, ''", // the service has just started
  })
  void logsForHowLongTheGroupGotNoHeartbeat(double heartbeat, double rebalance, String expected) {
    Map<MetricName, Metric> metrics = new HashMap<>();
    add(metrics, "last-heartbeat-seconds-ago", heartbeat);
    add(metrics, "last-rebalance-seconds-ago", rebalance);
    Logger logger = (Logger) LoggerFactory.getLogger(WaitLog.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("none") {
          @Override
          public synchronized Map<MetricName, ? extends Metric> metrics() {
            return metrics;
          }
        }) {
      new WaitLog().logMissingHeartbeats(consumer);
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            expected.isEmpty()
                ? List.of()
                : List.of(
                    "waiting for the broker, to read frames: no heartbeat was sent for "
                        + expected));
  }

  private static void add(Map<MetricName, Metric> metrics, String name, double value) {
    MetricName key = new MetricName(name, "consumer-coordinator-metrics", "", Map.of());
    metrics.put(
        key,
        new Metric() {
          @Override
          public MetricName metricName() {
            return key;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
