package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.InvalidTopicsException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ServiceLoopTest {

  /** Fails as configured, and then serves until it is woken up. */
  private static final class Failing extends ServiceLoop {
    private final Queue<Throwable> failures;
    private final CountDownLatch serving = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);
    private boolean readyBetween;

    Failing(Throwable... failures) {
      this.failures = new ArrayDeque<>(List.of(failures));
    }

    @Override
    protected void runOnce() throws InterruptedException {
      readyBetween |= isReady();
      Throwable failure = failures.poll();
      if (failure instanceof Error e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        markReady();
        throw e;
      }
      markReady();
      serving.countDown();
      woken.await();
    }

    @Override
    protected boolean isRetriable(RuntimeException e) {
      return e instanceof KafkaException;
    }

    @Override
    protected void wakeup() {
      woken.countDown();
    }
  }

  private static Failing started(Throwable... failures) {
    Failing loop = new Failing(failures);
    new Thread(loop, "loop").start();
    return loop;
  }

  @Test
  void wakesUpARunOnStopAndReturnsAfterItsEnd() throws InterruptedException {
    Failing loop = started();
    loop.serving.await();
    assertThat(loop.isReady()).isTrue();
    loop.stop();
    loop.awaitEnd();
    assertThat(loop.isReady()).isFalse();
    assertThat(loop.failure()).isNull();
  }

  @Test
  void retriesARetriableFailureAndIsNotReadyMeanwhile() throws InterruptedException {
    Failing loop = started(new KafkaException("no broker"));
    loop.serving.await();
    loop.stop();
    assertThat(loop.readyBetween).isFalse();
    assertThat(loop.failure()).isNull();
  }

  @Test
  void retriesAfterAnInterruptedClient() throws InterruptedException {
    CountDownLatch tried = new CountDownLatch(2);
    ServiceLoop interrupted =
        new ServiceLoop() {
          @Override
          protected void runOnce() {
            tried.countDown();
            if (tried.getCount() > 0) {
              throw new InterruptException("in poll"); // it interrupts its thread, as clients do
            }
          }

          @Override
          protected boolean isRetriable(RuntimeException e) {
            return e instanceof KafkaException;
          }
        };
    new Thread(interrupted, "interrupted").start();
    tried.await();
    interrupted.stop();
    assertThat(interrupted.failure()).isNull();
  }

  @Test
  void endsWithAFailureThatIsNotRetriable() throws InterruptedException {
    for (Throwable failure :
        List.of(
            new InvalidTopicsException("expected 8 partitions, found 4"),
            new IllegalStateException("a bug"),
            new AssertionError("an error"))) {
      Failing loop = started(failure);
      loop.awaitEnd();
      assertThat(loop.failure()).isSameAs(failure);
      assertThat(loop.isReady()).isFalse();
      loop.stop(); // returns at once
    }
  }

  @Test
  void endsAPauseOnStop() throws InterruptedException {
    Failing loop = started(new KafkaException("no broker"), new KafkaException("still none"));
    loop.stop();
    assertThat(loop.serving.getCount()).isEqualTo(1);
    assertThat(loop.failure()).isNull();
  }
}
