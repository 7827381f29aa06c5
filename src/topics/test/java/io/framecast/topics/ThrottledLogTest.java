package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottledLogTest {
  private long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
  private final ThrottledLog log = new ThrottledLog(() -> now);
  private final List<Long> logged = new ArrayList<>();

  @Test
  void logsAtOnceAndThenEvery30SecondsWithTheNumberOfOccurrences() {
    log.log(logged::add);
    log.log(logged::add);
    now += Duration.ofSeconds(30).toNanos();
    log.log(logged::add);
    assertThat(logged).containsExactly(1L);
    now++;
    log.log(logged::add);
    assertThat(logged).containsExactly(1L, 3L);
  }
}
