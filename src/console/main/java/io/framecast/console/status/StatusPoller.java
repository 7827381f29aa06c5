package io.framecast.console.status;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Polls the broker and the other services once a second on its own thread. */
public final class StatusPoller implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1_000;

  private final ConsumerLag lags;
  private final ServiceClients services;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "framecast-status");
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

  private SystemStatus poll() throws InterruptedException {
    List<SystemStatus.PredictorState> predictors = services.predictors();
    SystemStatus.TrainerState trainer = services.trainer();
    try {
      return new SystemStatus(true, null, lags.read(), predictors, trainer);
    } catch (ExecutionException e) {
      return withoutBroker(predictors, trainer, String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return withoutBroker(predictors, trainer, "It did not answer in time.");
    } catch (KafkaException e) {
      return withoutBroker(predictors, trainer, String.valueOf(e.getMessage()));
    }
  }

  private static SystemStatus withoutBroker(
      List<SystemStatus.PredictorState> predictors,
      SystemStatus.@Nullable TrainerState trainer,
      String why) {
    return new SystemStatus(false, why, List.of(), predictors, trainer);
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
