package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveBatchSizeTest {
  private final AdaptiveBatchSize batchSize = new AdaptiveBatchSize(500, 3);

  @Test
  void batchesSmallFramesByHundredsAndLargeOnesSingly() {
    recordBatches(Duration.ofNanos(100_000));
    assertThat(batchSize.records()).isEqualTo(500);
    recordBatches(Duration.ofMillis(2));
    assertThat(batchSize.records()).isBetween(90, 100);
    recordBatches(Duration.ofSeconds(20));
    assertThat(batchSize.records()).isEqualTo(1);
    recordBatches(Duration.ZERO);
    assertThat(batchSize.records()).isEqualTo(500);
  }

  @Test
  void startsWithOneRecordAtFirstAndAfterAFailure() {
    assertThat(batchSize.records()).isEqualTo(1);
    recordBatches(Duration.ofMillis(2));
    batchSize.reset();
    assertThat(batchSize.records()).isEqualTo(1);
  }

  @Test
  void slowStepsStillUseEveryWorker() {
    batchSize.record(1, Duration.ofSeconds(2).toNanos(), 0);
    assertThat(batchSize.records()).isEqualTo(3);
    recordBatches(Duration.ofSeconds(2));
    assertThat(batchSize.records()).isEqualTo(3);
  }

  @Test
  void slowStepsRunOneByOneToKeepThePollInterval() {
    recordBatches(Duration.ofSeconds(60));
    assertThat(batchSize.records()).isEqualTo(1);
  }

  @Test
  void eachFailureHalvesTheBatchAndItsCheckpointsAndEachCommitDoublesThem() {
    recordBatches(Duration.ofNanos(100_000));
    long bytes = batchSize.checkpointBytes();
    batchSize.recordFailure(400);
    recordBatches(Duration.ofNanos(100_000));
    assertThat(batchSize.records()).isEqualTo(200);
    assertThat(batchSize.checkpointBytes()).isEqualTo(bytes / 2);
    for (int failures = 0; failures < 70; failures++) {
      batchSize.recordFailure(batchSize.records());
    }
    recordBatches(Duration.ofNanos(100_000));
    assertThat(batchSize.records()).isEqualTo(1);
    assertThat(batchSize.checkpointBytes()).isOne();
    for (int commits = 0; commits < 70; commits++) {
      batchSize.recordCommit();
    }
    assertThat(batchSize.records()).isEqualTo(500);
    assertThat(batchSize.checkpointBytes()).isEqualTo(bytes);
  }

  @Test
  void slowCommitsMakeLargerBatches() {
    recordBatches(Duration.ofMillis(2), Duration.ofMillis(100));
    assertThat(batchSize.records()).isBetween(45, 50);
    recordBatches(Duration.ofMillis(2), Duration.ofMillis(600));
    assertThat(batchSize.records()).isBetween(290, 300);
  }

  private void recordBatches(Duration each) {
    recordBatches(each, Duration.ZERO);
  }

  private void recordBatches(Duration each, Duration commit) {
    for (int i = 0; i < 50; i++) {
      int records = batchSize.records();
      batchSize.record(records, records * each.toNanos(), commit.toNanos());
    }
  }
}
