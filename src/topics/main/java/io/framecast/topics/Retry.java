package io.framecast.topics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Repeats an attempt with a pause until it succeeds or a stop is requested. */
public final class Retry {
  private final CountDownLatch stop;
  private final Duration pause;

  /**
   * Retries until the latch is released.
   *
   * @param stop released when no further attempt is wanted; it ends a pause at once
   */
  public Retry(CountDownLatch stop, Duration pause) {
    this.stop = stop;
    this.pause = pause;
  }

  /** An attempt that may fail. */
  public interface Attempt<T> {
    T run() throws InterruptedException;
  }

  /**
   * Runs the attempt until it returns.
   *
   * @param isRetriable whether another attempt may succeed after this failure; it may log it
   * @return the attempt's result, or null when a stop was requested first
   * @throws RuntimeException the first failure that is not retriable
   */
  public <T> @Nullable T call(Attempt<T> attempt, Predicate<RuntimeException> isRetriable)
      throws InterruptedException {
    while (stop.getCount() > 0) {
      try {
        return attempt.run();
      } catch (RuntimeException e) {
        if (!isRetriable.test(e)) {
          throw e;
        }
      }
      boolean ignored = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
    return null;
  }
}
