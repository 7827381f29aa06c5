package io.framecast.predictor.consumer;

import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.topics.InvalidTopicsException;
import io.framecast.topics.Retry;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.TopicLayout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the broker answers and every topic exists, and logs that at most every 30 s. */
final class TopicAwaiter {
  private static final Logger LOG = LoggerFactory.getLogger(TopicAwaiter.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Admin admin;
  private final String bootstrap;
  private final Retry retry;
  private final ThrottledLog log = new ThrottledLog();

  TopicAwaiter(Admin admin, String bootstrap, CountDownLatch stop) {
    this.admin = admin;
    this.bootstrap = bootstrap;
    this.retry = new Retry(stop, PAUSE);
  }

  /**
   * Returns the topics' layout, or null if a stop was requested first.
   *
   * @throws InvalidTopicsException for topics that an operator must change
   * @throws KafkaException for a refused login
   */
  @Nullable TopicLayout layout(PredictorSettings settings) throws InterruptedException {
    return retry.call(
        () ->
            TopicLayout.ensureTopics(
                admin, settings.topics(), settings.partitions(), settings.replication()),
        this::isRetriable);
  }

  private boolean isRetriable(RuntimeException e) {
    boolean isRetriable =
        e instanceof KafkaException
            && !(e instanceof AuthenticationException || e instanceof AuthorizationException);
    if (isRetriable) {
      log.log(times -> LOG.warn("waiting for the broker at {}: {}", bootstrap, e.getMessage()));
    }
    return isRetriable;
  }
}
