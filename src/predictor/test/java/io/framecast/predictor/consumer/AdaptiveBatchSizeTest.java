package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveBatchSizeTest {
  private final AdaptiveBatchSize pace = new AdaptiveBatchSize(500, 3);

  @Test
  void smallFramesGoByTheHundredsAndLargeOnesOneByOne() {
    takeTurns(Duration.ofNanos(100_000));
    assertThat(pace.records()).isEqualTo(500);
    takeTurns(Duration.ofMillis(2));
    assertThat(pace.records()).isBetween(90, 100);
    takeTurns(Duration.ofSeconds(20));
    assertThat(pace.records()).isEqualTo(1);
    takeTurns(Duration.ZERO);
    assertThat(pace.records()).isEqualTo(500);
  }

  @Test
  void nothingIsKnownOfTheFirstRecordNorOfTheFirstAfterAFailure() {
    assertThat(pace.records()).isEqualTo(1);
    takeTurns(Duration.ofMillis(2));
    pace.reset();
    assertThat(pace.records()).isEqualTo(1);
  }

  @Test
  void slowStepsLeaveNoWorkerWithoutARecord() {
    pace.record(1, Duration.ofSeconds(2).toNanos());
    assertThat(pace.records()).isEqualTo(3);
    takeTurns(Duration.ofSeconds(2));
    assertThat(pace.records()).isEqualTo(3);
  }

  @Test
  void stepsOfManySecondsGoOneByOneSoThatThePollIsNotTooFar() {
    takeTurns(Duration.ofSeconds(60));
    assertThat(pace.records()).isEqualTo(1);
  }

  private void takeTurns(Duration each) {
    for (int i = 0; i < 50; i++) {
      int records = pace.records();
      pace.record(records, records * each.toNanos());
    }
  }
}
