package io.framecast.service;

import io.framecast.topics.ThrottledLog;
import io.framecast.topics.UserFacingException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service's work on its own thread, again and again until a stop is requested, or until a
 * run fails in a way that is not retriable.
 */
public abstract class ServiceLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);
  private static final long PAUSE_MILLIS = 500;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean serving;
  private volatile @Nullable Throwable failure;
  private final ThrottledLog log = new ThrottledLog();

  /** Does the service's work while {@link #isRunning}. */
  protected abstract void runOnce() throws InterruptedException;

  /** Returns whether the next run may succeed after this failure. */
  protected boolean isRetriable(RuntimeException e) {
    return false;
  }

  /** Interrupts a run that waits, when a stop is requested. */
  protected void wakeup() {}

  /** Returns whether no stop was requested. */
  protected final boolean isRunning() {
    return stop.getCount() > 0;
  }

  /** Marks the service as ready until this run ends. */
  protected final void markReady() {
    serving = true;
  }

  /** Returns whether the service is ready. */
  public boolean isReady() {
    return serving;
  }

  /** Returns details for the readiness check. */
  protected Map<String, Object> progress() {
    return Map.of();
  }

  /** Stops the loop, and returns after its end. */
  public final void stop() throws InterruptedException {
    stop.countDown();
    wakeup();
    ended.await();
  }

  /** Waits for the end of the loop. */
  public final void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Returns the failure that ended the loop, or null. */
  public final @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public final void run() {
    try {
      while (isRunning()) {
        attempt();
        boolean ignored = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (UserFacingException | KafkaException e) {
      failure = e; // its message tells the operator what to do
    } catch (RuntimeException | InterruptedException | Error e) {
      LOG.error("The service failed.", e);
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  private void attempt() throws InterruptedException {
    try {
      runOnce();
    } catch (RuntimeException e) {
      if (!isRetriable(e)) {
        throw e;
      }
      // an interrupt is a failure like any other; only stop() ends the loop
      boolean ignored = Thread.interrupted();
      log.log(failures -> LOG.warn("Retrying in {} ms: {}", PAUSE_MILLIS, e.getMessage()));
    } finally {
      serving = false;
    }
  }
}
