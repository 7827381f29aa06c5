package io.framecast.predictor.group;

import io.framecast.predictor.settings.Settings;
import io.framecast.topics.TopicLayout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the broker answers and every topic is there, and says so once in a while. */
final class BrokerWait {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
  private static final long PAUSE_MILLIS = 500;
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final Admin admin;
  private final String bootstrap;
  private final CountDownLatch stop;

  BrokerWait(Admin admin, String bootstrap, CountDownLatch stop) {
    this.admin = admin;
    this.bootstrap = bootstrap;
    this.stop = stop;
  }

  /**
   * What the topics look like; null when told to stop. Throws what waiting does not mend: {@link
   * RefusedTopicsException}, a refused login.
   */
  @Nullable TopicLayout layout(Settings settings) throws InterruptedException {
    long said = System.nanoTime() - SAY_NANOS;
    while (stop.getCount() > 0) {
      try {
        return TopicLayout.ensureTopics(
            admin, settings.topics(), settings.partitions(), settings.replication());
      } catch (AuthenticationException | AuthorizationException e) {
        throw e;
      } catch (KafkaException e) {
        if (System.nanoTime() - said >= SAY_NANOS) {
          said = System.nanoTime();
          LOG.warn("waiting for the broker at {}: {}", bootstrap, e.getMessage());
        }
      }
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return null;
  }
}
