package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RetryTest {
  private final CountDownLatch stop = new CountDownLatch(1);

  @Test
  void repeatsAnAttemptUntilItSucceeds() throws InterruptedException {
    Queue<String> failures = new ArrayDeque<>(List.of("first", "second"));
    Retry retry = new Retry(stop, Duration.ofMillis(1));
    assertThat(retry.call(() -> succeedAfter(failures), e -> true)).isEqualTo("done");
    assertThat(failures).isEmpty();
  }

  @Test
  void throwsAFailureThatIsNotRetriable() {
    Queue<String> failures = new ArrayDeque<>(List.of("passes", "stays", "later"));
    Retry retry = new Retry(stop, Duration.ofMillis(1));
    assertThatThrownBy(
            () -> retry.call(() -> succeedAfter(failures), e -> "passes".equals(e.getMessage())))
        .hasMessage("stays");
    assertThat(failures).hasSize(1);
  }

  @Test
  void returnsNullWhenAStopIsRequestedDuringAPause() throws InterruptedException {
    Retry retry = new Retry(stop, Duration.ofHours(1));
    Object result =
        retry.call(
            () -> {
              throw new IllegalStateException("never succeeds");
            },
            e -> {
              stop.countDown();
              return true;
            });
    assertThat(result).isNull();
  }

  private static String succeedAfter(Queue<String> failures) {
    String failure = failures.poll();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return "done";
  }
}
