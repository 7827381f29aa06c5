package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class UnservedPartitionsTest {
  private int output = 2;
  private boolean isAway;
  private long nanos;
  private final UnservedPartitions unserved =
      new UnservedPartitions(TopicPlan.of(Topics.DEFAULT, 8, 1), 2, this::count, () -> nanos);

  private int count() {
    if (isAway) {
      throw new TimeoutException("no answer");
    }
    return output;
  }

  @Test
  void holdsPartitionsUntilTheyHaveOutput() throws Exception {
    assertThat(unserved.add(List.of(frames(0), frames(1), frames(2), frames(3))))
        .containsExactlyInAnyOrder(frames(2), frames(3));
    assertThat(findServable()).isEmpty();
    output = 3;
    assertThat(findServable()).containsExactly(frames(2));
    assertThat(unserved.partitions()).containsExactly(frames(3));
    assertThat(unserved.add(List.of(frames(2)))).isEmpty();
  }

  @Test
  void asksAgainOnlyAfterAPauseAndKeepsWaitingWithoutABroker() throws Exception {
    unserved.add(List.of(frames(2)));
    output = 3;
    assertThat(unserved.findServable()).as("at once").isEmpty();
    isAway = true;
    assertThat(findServable()).isEmpty();
    isAway = false;
    assertThat(findServable()).containsExactly(frames(2));
  }

  @Test
  void forgetsARevokedPartition() throws Exception {
    unserved.add(List.of(frames(2)));
    unserved.remove(List.of(frames(2)));
    output = 3;
    assertThat(findServable()).isEmpty();
  }

  private Set<TopicPartition> findServable() throws InterruptedException {
    nanos += Duration.ofSeconds(6).toNanos();
    return unserved.findServable();
  }

  private static TopicPartition frames(int partition) {
    return new TopicPartition(Topics.DEFAULT.frames(), partition);
  }
}
