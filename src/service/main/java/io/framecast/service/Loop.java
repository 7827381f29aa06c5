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
 * What a service does on a thread of its own, from its beginning to its end: turn after turn until
 * it is told to stop, or until one fails in a way that does not pass.
 */
public abstract class Loop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final long PAUSE_MILLIS = 500;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean serving;
  private volatile @Nullable Throwable failure;
  private final ThrottledLog log = new ThrottledLog();

  /** Does what the service is there for, while {@link #goesOn}. */
  protected abstract void turn() throws InterruptedException;

  /** Whether the next turn may go well though one has failed like this. */
  protected boolean passes(RuntimeException e) {
    return false;
  }

  /** Runs when it is told to stop: a turn that waits for something is not to wait any longer. */
  protected void wake() {}

  /** Whether nobody has told it to stop. */
  protected final boolean goesOn() {
    return stop.getCount() > 0;
  }

  /** From now until its turn ends it is ready. */
  protected final void serves() {
    serving = true;
  }

  /** Whether it does now what the service is there for. */
  public boolean ready() {
    return serving;
  }

  /** How far it has come with that, for whoever asks about the service's health. */
  protected Map<String, Object> progress() {
    return Map.of();
  }

  /** Has it end, and returns when it has. */
  public final void stop() throws InterruptedException {
    stop.countDown();
    wake();
    ended.await();
  }

  /** Waits until it ends. */
  public final void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Why it ended by itself, null otherwise. */
  public final @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public final void run() {
    try {
      while (goesOn()) {
        attempt();
        boolean ignored = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (UserFacingException | KafkaException e) {
      failure = e; // the operator's to mend: its sentence says what
    } catch (RuntimeException | InterruptedException | Error e) {
      LOG.error("the loop failed", e);
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  private void attempt() throws InterruptedException {
    try {
      turn();
    } catch (RuntimeException e) {
      if (!passes(e)) {
        throw e;
      }
      // a client that was interrupted has failed like any other: who wants an end says stop
      boolean ignored = Thread.interrupted();
      log.log(failures -> LOG.warn("Retrying in {} ms: {}", PAUSE_MILLIS, e.getMessage()));
    } finally {
      serving = false;
    }
  }
}
