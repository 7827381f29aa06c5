package io.framecast.console.around;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Asks around once a second, on a thread of its own, and knows what was answered last. */
public final class Lookout implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1_000;

  private final Lags lags;
  private final Neighbours neighbours;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "framecast-lookout");
  private volatile Around now = Around.NOTHING;

  /**
   * Not yet begun.
   *
   * @param topic of frames
   * @param group of the predictors
   */
  public Lookout(Admin admin, String topic, String group, Neighbours neighbours) {
    this.lags = new Lags(admin, topic, group);
    this.neighbours = neighbours;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** What was answered last. */
  public Around now() {
    return now;
  }

  private void run() {
    try {
      do {
        now = ask();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Around ask() throws InterruptedException {
    List<Around.PredictorState> predictors = neighbours.predictors();
    Around.TrainerState trainer = neighbours.trainer();
    try {
      return new Around(true, null, lags.now(), predictors, trainer);
    } catch (ExecutionException e) {
      return silent(predictors, trainer, String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return silent(predictors, trainer, "the broker does not answer");
    } catch (KafkaException e) {
      return silent(predictors, trainer, String.valueOf(e.getMessage()));
    }
  }

  private static Around silent(
      List<Around.PredictorState> predictors, Around.@Nullable TrainerState trainer, String why) {
    return new Around(false, why, List.of(), predictors, trainer);
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
