package io.framecast.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.SkillHistory;
import io.framecast.console.view.TopicView;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionDelayTest {
  private static final long NOW = 1_000_000_000;

  @Test
  void isNothingWhileEachFrameIsPredictedAtOnce() {
    assertThat(seconds(5, NOW - 3_600_000, counts(40L, 80, NOW - 100))).isZero();
    assertThat(seconds(0, null, counts(null, 0, NOW - 3_600_000))).as("no frames at all").isZero();
  }

  /** Recorded frames are old when they are sent, and a camera's clock may be slow. */
  @Test
  void countsNoLatencyByTheClocksOfProducers() {
    assertThat(seconds(0, null, counts(3_600_000L, 80, NOW))).isZero();
  }

  @Test
  void isTheTimeThatTheLagTakes() {
    assertThat(seconds(2_600, NOW - 40_000, counts(900L, 80, NOW))).isEqualTo(32);
  }

  @Test
  void isTheTimeSinceTheLastPredictionWhileFramesWaitWithoutAny() {
    assertThat(seconds(9, NOW - 3_600_000, counts(null, 0, NOW - 12_000))).isEqualTo(12);
    assertThat(seconds(9, NOW - 7_000, counts(null, 0, 0))).isEqualTo(7);
  }

  /** A camera sends a frame each minute: at a poll it may wait, but not for a minute. */
  @Test
  void isNothingForAFrameThatHasJustArrived() {
    assertThat(seconds(1, NOW, counts(null, 0, NOW - 60_000))).isZero();
  }

  @Test
  void isNotKnownWhilePredictorsOfAnotherGroupPredict() {
    SystemStatus other = status(2_600, NOW - 40_000, "group-a");
    assertThat(other.beside(0)).as("no predictor has begun").isSameAs(other);
    SystemStatus beside = other.beside(80);
    assertThat(PredictionDelay.seconds(beside, counts(900L, 80, NOW), NOW)).isZero();
    assertThat(beside.lag()).isEmpty();
    assertThat(beside.sentence()).startsWith("The group group-a has committed no position,");
    SystemStatus ours = status(2_600, NOW - 40_000, null);
    assertThat(ours.beside(80)).isSameAs(ours);
  }

  private static long seconds(long lag, Long since, TopicView.TopicCounts counts) {
    return PredictionDelay.seconds(status(lag, since, null), counts, NOW);
  }

  private static SystemStatus status(long lag, Long since, String unusedGroup) {
    return new SystemStatus(
        true,
        null,
        List.of(new SystemStatus.PartitionLag(0, 0), new SystemStatus.PartitionLag(1, lag)),
        unusedGroup,
        List.of(),
        null,
        since);
  }

  private static TopicView.TopicCounts counts(Long p50, double rate, long last) {
    SkillHistory.Now now = new SkillHistory.Now(null, p50, p50, rate);
    return new TopicView.TopicCounts(1, 1, 0, 0, 0, last, "v0", now);
  }
}
