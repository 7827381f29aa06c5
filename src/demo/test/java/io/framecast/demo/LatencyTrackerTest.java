package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.RecordPosition;
import org.junit.jupiter.api.Test;

class LatencyTrackerTest {
  private final LatencyTracker tracker = new LatencyTracker();
  private final RecordPosition source = new RecordPosition("framecast.frames", 3, 5);

  @Test
  void returnsTheLatencyInEitherOrder() {
    assertThat(tracker.addFrame(source, 1_000)).isEmpty();
    assertThat(tracker.addPrediction(source, 1_012)).hasValue(12);
    assertThat(tracker.addPrediction(source, 1_020)).isEmpty();
    assertThat(tracker.addFrame(source, 1_003)).hasValue(17);
  }

  @Test
  void distinguishesPartitions() {
    assertThat(tracker.addFrame(source, 1_000)).isEmpty();
    assertThat(tracker.addPrediction(new RecordPosition("framecast.frames", 2, 5), 1_012))
        .isEmpty();
  }
}
