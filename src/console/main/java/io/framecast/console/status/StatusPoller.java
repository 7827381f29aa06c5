package io.framecast.console.status;

import io.framecast.topics.RecordText;
import io.framecast.topics.ThrottledLog;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls the broker and the other services once a second on its own thread. */
public final class StatusPoller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusPoller.class);
  private static final long PAUSE_MILLIS = 1_000;

  private static final String UNAVAILABLE = "The Kafka broker is unavailable: ";

  private final ConsumerLag lags;
  private final ServiceClients services;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "framecast-status");
  private final ThrottledLog log = new ThrottledLog();
  private volatile SystemStatus now = SystemStatus.NOTHING;

  /**
   * Polls nothing before {@link #start}.
   *
   * @param topic the frames topic
   * @param group the predictors' consumer group
   */
  public StatusPoller(Admin admin, String topic, String group, ServiceClients services) {
    this.lags = new ConsumerLag(admin, topic, group);
    this.services = services;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Returns the last status. */
  public SystemStatus now() {
    return now;
  }

  private void run() {
    try {
      do {
        now = poll();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns a status after any failure, since a thread that ended would leave the last one. */
  private SystemStatus poll() throws InterruptedException {
    List<SystemStatus.PredictorState> predictors = List.of();
    SystemStatus.TrainerState trainer = null;
    String why;
    try {
      predictors = services.predictors();
      trainer = services.trainer();
      ConsumerLag.Lags lag = lags.read();
      return new SystemStatus(
          true,
          null,
          lag.partitions(),
          lag.unusedGroup(),
          predictors,
          trainer,
          waitingSince(lag.partitions()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      why = UNAVAILABLE + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
    } catch (TimeoutException e) {
      why = "The Kafka broker did not answer in time.";
    } catch (ConsumerLag.MissingTopicException e) {
      why = String.valueOf(e.getMessage());
    } catch (KafkaException e) {
      why = UNAVAILABLE + e.getMessage();
    } catch (RuntimeException | Error e) {
      log.log(
          failures -> LOG.error("The status could not be read. It is read again every second.", e));
      why = "The status of the Kafka broker could not be read: " + e;
    }
    String sentence = RecordText.shorten(why, RecordText.MOST_NAME);
    return new SystemStatus(
        false, sentence, List.of(), null, predictors, trainer, now.waitingSince());
  }

  private @Nullable Long waitingSince(List<SystemStatus.PartitionLag> lag) {
    if (lag.stream().allMatch(partition -> partition.lag() == 0)) {
      return null;
    }
    Long since = now.waitingSince();
    return since == null ? Long.valueOf(System.currentTimeMillis()) : since;
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
