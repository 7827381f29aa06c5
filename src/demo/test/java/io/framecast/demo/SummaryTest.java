package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Score;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Account TEN = new Account(10, 10, 0, 0, 0, 0, 0);

  @Test
  void whatBalancesIsToldAndEndsWithZero() {
    Summary summary = summary(Map.of("sim-0", TEN, "sim-1", TEN), false);
    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines())
        .containsExactly(
            "  frames in         20 in 2 streams",
            "  predictions out   20",
            "  dead letters      0",
            "  mean skill        0.750 over 2 scored frames (errors pooled: 0.720)",
            "  latency           p50 7 ms, p99 40 ms from append to visible prediction",
            "  first prediction  9.1 s after the command",
            "  verdict           every frame has its one prediction");
  }

  @Test
  void deadLettersRepeatedFramesAndEndsAreNoLoss() {
    Summary summary =
        summary(
            Map.of("a", TEN.plus(Account.REFUSED).plus(Account.REPEATED).plus(Account.ENDED)),
            false);
    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines())
        .contains(
            "  frames in         13 in 1 streams",
            "  predictions out   10",
            "  not to predict    1 dead letters, 1 repeated frames, 1 ends of streams");
  }

  @Test
  void aMissingPredictionIsToldByItsStreamAndEndsWithOne() {
    Summary summary = summary(Map.of("a", TEN, "b", TEN.plus(Account.MISSING)), true);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .contains("    b               1 of 11 frames without a prediction, 0 predictions too many")
        .noneMatch(line -> line.startsWith("    a "))
        .last()
        .isEqualTo(
            "  verdict           expected 21 predictions, found 20: 1 missing, 0 too many; the"
                + " predictor had not read all frames when waiting ended");
  }

  @Test
  void aPredictionTooManyEndsWithOneEvenWhereTheNumbersAgree() {
    Account both = TEN.plus(Account.MISSING).plus(Account.extra(1));
    Summary summary = summary(Map.of("a", both), false);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .last()
        .isEqualTo("  verdict           expected 11 predictions, found 11: 1 missing, 1 too many");
  }

  @Test
  void nothingAtAllEndsWithOne() {
    Summary summary = new Summary(Map.of(), false, Skill.NONE, Latency.UNKNOWN, null);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .contains("  mean skill        -", "  first prediction  none")
        .last()
        .isEqualTo("  verdict           expected frames and predictions, found none");
  }

  @Test
  void aScoreOverPerfectPersistenceHasNoSkillAndAPerfectPredictionHasOne() {
    assertThat(Skill.NONE.plus(score(0.1, null))).isEqualTo(Skill.NONE);
    assertThat(Skill.NONE.plus(score(0, 1.0))).isEqualTo(new Skill(1, 1, 0, 0));
  }

  private static Summary summary(Map<String, Account> accounts, boolean late) {
    // mse of persistence: 0.2 and 0.3
    return new Summary(
        accounts,
        late,
        Skill.NONE.plus(score(0.02, 0.9)).plus(score(0.12, 0.6)),
        new Latency(20, 7, 40),
        Duration.ofMillis(9_120));
  }

  private static Score score(double mse, Double skill) {
    return new Score("a", 1L, "framecast.frames-0@1", "m", mse, 0, 0, 1, skill);
  }
}
