package io.framecast.trainer.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.topics.PredictionScore;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
  private static final long SEED = 20_15;
  private final DriftDetector detector = new DriftDetector();
  private final Random random = new Random(SEED);
  private long time;

  @Test
  void steadyScoresRaiseNoAlarm() {
    for (int n = 0; n < 500_000; n++) {
      assertThat(score("a", 0.92)).as("score %d, seed %d", n, SEED).isNull();
    }
    assertThat(detector.skill("a")).isCloseTo(0.92, within(0.03));
  }

  @Test
  void raisesAnAlarmWithinTwoBlocksOfAFall() {
    scores("a", 0.92, 5_000);
    long began = time;
    DriftDetector.DriftAlarm alarm = null;
    int after = 0;
    while (alarm == null && after < 10 * DriftDetector.BLOCK) {
      alarm = score("a", 0.5);
      after++;
    }
    assertThat(after).as("seed %d", SEED).isLessThanOrEqualTo(2 * DriftDetector.BLOCK);
    assertThat(alarm.model()).isEqualTo("a");
    assertThat(alarm.before()).isCloseTo(0.92, within(0.03));
    assertThat(alarm.now()).isLessThan(0.85);
    assertThat(alarm.since()).isBetween(began - DriftDetector.BLOCK, began + DriftDetector.BLOCK);
  }

  /** The frames since the fall follow from offsets, whatever the clocks of cameras say. */
  @Test
  void anAlarmNamesTheFirstFrameOfEachPartitionSinceTheFall() {
    DriftDetector.DriftAlarm alarm = null;
    int fall = 20 * DriftDetector.BLOCK;
    for (int n = 0; alarm == null && n < 2 * fall; n++) {
      PredictionScore one = some("a", n < fall ? 0.92 : 0.5);
      String source = "t-" + n % 3 + "@" + (1_000_000 * (n % 3) + n / 3);
      alarm =
          detector.add(
              new PredictionScore("s", null, source, "a", one.mse(), 0, 0, 0, one.skill(), null),
              random.nextInt(1_000_000));
    }
    assertThat(alarm).as("seed %d", SEED).isNotNull();
    assertThat(alarm.offsets()).hasSize(3);
    for (int partition = 0; partition < 3; partition++) {
      assertThat(alarm.offsets().get(new TopicPartition("t", partition)) - 1_000_000L * partition)
          .as("seed %d", SEED)
          .isBetween((fall - DriftDetector.BLOCK) / 3L, (fall + DriftDetector.BLOCK) / 3L);
    }
  }

  @Test
  void raisesAnAlarmAfterASlowFall() {
    scores("a", 0.92, 5_000);
    DriftDetector.DriftAlarm alarm = null;
    for (int n = 0; alarm == null && n < 100_000; n++) {
      alarm = score("a", 0.92 - 0.3 * n / 100_000);
    }
    assertThat(alarm).as("seed %d", SEED).isNotNull();
  }

  @Test
  void betterScoresRaiseNoAlarmAndVersionsAreSeparate() {
    scores("a", 0.5, 5_000);
    scores("b", 0.9, 5_000);
    scores("a", 0.95, 5_000);
    assertThat(detector.skill("a")).isCloseTo(0.95, within(0.03));
    assertThat(detector.skill("b")).isCloseTo(0.9, within(0.03));
    assertThat(detector.skill("c")).isNaN();
  }

  @Test
  void ignoresFramesThatPersistencePredictsPerfectly() {
    for (int n = 0; n < 10 * DriftDetector.BLOCK; n++) {
      assertThat(
              detector.add(
                  new PredictionScore("s", null, "t-0@0", "a", 0.1, 0, 0, 0, null, null), n))
          .isNull();
    }
    assertThat(detector.skill("a")).isNaN();
  }

  @Test
  void ignoresImpossibleScores() {
    scores("a", 0.92, 1_000);
    double[][] strange = {
      {Double.NaN, 0.5},
      {0.1, Double.NaN},
      {Double.POSITIVE_INFINITY, 0.5},
      {1e30, 0.5},
      {0.1, Double.NEGATIVE_INFINITY},
      {-1, 0.5},
      {0.1, 2}
    };
    for (int n = 0; n < 10 * DriftDetector.BLOCK; n++) {
      double[] figures = strange[n % strange.length];
      assertThat(
              detector.add(
                  new PredictionScore(
                      "s", null, "t-0@0", "a", figures[0], 0, 0, 0, figures[1], null),
                  n))
          .isNull();
    }
    scores("a", 0.92, 1_000);
    assertThat(detector.skill("a")).isCloseTo(0.92, within(0.03));
  }

  /** By mse and mse of persistence. */
  private static final double[][] ABSURD = {
    {1e300, 1e290}, {1e6, 1}, {1e6, 1e12}, {255, 255}, {9, 9e-6}, {9, 9}, {1, 1e-4}, {1e-3, 8}
  };

  @Test
  void oneAbsurdScoreRaisesNoAlarm() {
    for (double[] absurd : ABSURD) {
      scores("a", 0.92, 2_000);
      for (int block = 0; block < 10; block++) {
        assertThat(detector.add(absurd(absurd), time++)).as(Arrays.toString(absurd)).isNull();
        scores("a", 0.92, DriftDetector.BLOCK);
      }
    }
    assertThat(detector.skill("a")).isCloseTo(0.92, within(0.03));
  }

  @Test
  void oneAbsurdScorePreventsNoAlarm() {
    for (double[] absurd : ABSURD) {
      DriftDetector detector = new DriftDetector();
      for (int n = 0; n < 5_000; n++) {
        assertThat(detector.add(some("a", 0.92), time++)).as("seed %d", SEED).isNull();
      }
      DriftDetector.DriftAlarm alarm = null;
      int after = 0;
      while (alarm == null && after < 10 * DriftDetector.BLOCK) {
        boolean odd = after++ % DriftDetector.BLOCK == 7;
        alarm = detector.add(odd ? absurd(absurd) : some("a", 0.5), time++);
      }
      assertThat(after)
          .as("%s, seed %d", Arrays.toString(absurd), SEED)
          .isLessThanOrEqualTo(2 * DriftDetector.BLOCK + 2);
    }
  }

  @Test
  void aCameraOfOtherUnitsBesideGoodStreamsRaisesNoAlarmAndHidesNone() {
    for (int every : new int[] {9, 240, 1_000}) {
      DriftDetector detector = new DriftDetector();
      for (int n = 0; n < 20_000; n++) {
        assertThat(detector.add(mixed(n, every, 0.98), time++))
            .as("score %d, every %d, seed %d", n, every, SEED)
            .isNull();
      }
      DriftDetector.DriftAlarm alarm = null;
      int after = 0;
      while (alarm == null && after < 10 * DriftDetector.BLOCK) {
        alarm = detector.add(mixed(after++, every, 0.5), time++);
      }
      assertThat(after)
          .as("every %d, seed %d", every, SEED)
          .isLessThanOrEqualTo(2 * DriftDetector.BLOCK);
    }
  }

  @Test
  void namesAStreamThatCountsWithASkillOf0OnceUntilItHasRecovered() {
    for (int n = 0; n < 30 * DriftDetector.BLOCK; n++) {
      assertThat(detector.add(mixed(n, 9, 0.98), time++)).isNull();
    }
    assertThat(detector.takeLimited("a")).as("seed %d", SEED).containsExactly("bad");
    for (int n = 0; n < 10 * DriftDetector.BLOCK; n++) {
      assertThat(detector.add(mixed(n, 9, 0.98), time++)).isNull();
    }
    assertThat(detector.takeLimited("a")).isEmpty();
    scores("a", 0.98, 30 * DriftDetector.BLOCK);
    for (int n = 0; n < 2 * DriftDetector.BLOCK; n++) {
      assertThat(detector.add(mixed(n, 9, 0.98), time++)).isNull();
    }
    assertThat(detector.takeLimited("a")).containsExactly("bad");
    assertThat(detector.takeLimited("unknown")).isEmpty();
  }

  @Test
  void namesAStreamOnWhichCopyingTheLastFrameIsBetter() {
    for (int n = 0; n < 3 * DriftDetector.BLOCK; n++) {
      detector.add(n % 20 == 0 ? one("worse", 0.1, 0.05) : some("a", 0.98), time++);
    }
    assertThat(detector.takeLimited("a")).as("seed %d", SEED).containsExactly("worse");
    assertThat(detector.takeLimited("a")).isEmpty();
  }

  private static PredictionScore one(String stream, double mse, double persistence) {
    return new PredictionScore(
        stream, null, "t-0@0", "a", mse, 0, 0, 0, 1 - mse / persistence, null);
  }

  /** Returns a score of one of 8 streams, or of a camera with values up to 255. */
  private PredictionScore mixed(int n, int every, double skill) {
    if (n % every != 0) {
      PredictionScore one = some("a", skill);
      return new PredictionScore(
          "s" + n % 8, null, "t-0@0", "a", one.mse(), 0, 0, 0, one.skill(), null);
    }
    double persistence = 500 + random.nextInt(2_000);
    double mse = 1_000 + random.nextInt(4_000);
    return new PredictionScore(
        "bad", null, "t-0@0", "a", mse, 0, 0, 0, 1 - mse / persistence, null);
  }

  private static PredictionScore absurd(double[] errors) {
    double skill = 1 - errors[0] / errors[1];
    return new PredictionScore("s", null, "t-0@0", "a", errors[0], 0, 0, 0, skill, null);
  }

  private void scores(String model, double skill, int count) {
    for (int n = 0; n < count; n++) {
      assertThat(score(model, skill)).as("score %d, seed %d", n, SEED).isNull();
    }
  }

  /** Errors of single frames spread over a factor of about ten, as those of squares do. */
  private DriftDetector.DriftAlarm score(String model, double skill) {
    return detector.add(some(model, skill), time++);
  }

  private PredictionScore some(String model, double skill) {
    double persistence = 0.02 * Math.exp(random.nextGaussian() * 0.5);
    double mse = (1 - skill) * 0.02 * Math.exp(random.nextGaussian() * 0.8 - 0.2);
    return new PredictionScore(
        "s", null, "t-0@0", model, mse, 0, 0, 0, 1 - mse / persistence, null);
  }
}
