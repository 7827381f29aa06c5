package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.demo.drift.ScenarioResult;
import io.framecast.demo.drift.SkillSummary;
import io.framecast.topics.PooledSkill;
import io.framecast.topics.PredictionScore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final AuditCounts TEN = new AuditCounts(10, 10, 0, 0, 0, 0, 0);

  @Test
  void reportsABalancedAccountWithExitCodeZero() {
    Summary summary = summary(Map.of("sim-0", TEN, "sim-1", TEN), false);
    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines())
        .containsExactly(
            "  frames in         20 in 2 streams",
            "  predictions out   20",
            "  dead letters      0",
            "  skill             0.720 pooled over 2 scored frames",
            "  latency           p50 7 ms, p99 40 ms from append to visible prediction",
            "  first prediction  9.1 s after the command",
            "  verdict           every frame has its one prediction");
  }

  @Test
  void countsDeadLettersRepeatedFramesAndEndsAsNoLoss() {
    Summary summary =
        summary(
            Map.of(
                "a",
                TEN.plus(AuditCounts.REJECTED).plus(AuditCounts.DUPLICATE).plus(AuditCounts.END)),
            false);
    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines())
        .contains(
            "  frames in         13 in 1 stream",
            "  predictions out   10",
            "  not to predict    1 dead letter, 1 repeated frame, 1 end of streams");
  }

  @Test
  void reportsAMissingPredictionByStreamWithExitCodeOne() {
    Summary summary = summary(Map.of("a", TEN, "b", TEN.plus(AuditCounts.MISSING)), true);
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
  void failsForAnExtraPredictionEvenIfTheTotalsAgree() {
    AuditCounts both = TEN.plus(AuditCounts.MISSING).plus(AuditCounts.extra(1));
    Summary summary = summary(Map.of("a", both), false);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .last()
        .isEqualTo("  verdict           expected 11 predictions, found 11: 1 missing, 1 too many");
  }

  @Test
  void failsWithoutAnyFrame() {
    Summary summary =
        new Summary(
            new AuditResult(Map.of(), 0),
            false,
            PooledSkill.NONE,
            new Latency(0, 0, 0),
            null,
            null);
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .contains("  skill             -", "  first prediction  none")
        .last()
        .isEqualTo("  verdict           expected frames and predictions, found none");
  }

  @Test
  void printsTheScenarioAboveTheVerdictAndFailsWithIt() {
    Summary well = summary(Map.of("a", TEN), false, scenario(ScenarioResult.Verdict.RECOVERED));
    assertThat(well.exitCode()).isZero();
    assertThat(well.lines())
        .endsWith(
            "  story             the squares' speed: 1, then 2",
            "    skill           0.920 before, 0.480 at the worst, 0.860 after",
            "    bar             0.700: half of what was lost at the worst is back",
            "    after 3.7 s     skill fell: found 0.48",
            "    model           old before, new after",
            "    streams moved   1 of 1, the last after 105.1 s",
            "  verdict           every frame has its one prediction; skill is back at 0.860, not"
                + " below the bar of 0.700");
    Summary badly = summary(Map.of("a", TEN), false, scenario(ScenarioResult.Verdict.NOT_PROMOTED));
    assertThat(badly.exitCode()).isEqualTo(1);
    assertThat(badly.lines())
        .last()
        .isEqualTo(
            "  verdict           every frame has its one prediction; expected a promotion within"
                + " 300 s of the change, or 600 s while a round is training, found none");
  }

  @Test
  void failsForAMissingPredictionDespiteAGoodScenario() {
    AuditCounts lost = TEN.plus(AuditCounts.MISSING);
    Summary summary = summary(Map.of("a", lost), false, scenario(ScenarioResult.Verdict.RECOVERED));
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(summary.lines())
        .last()
        .asString()
        .contains("expected 11 predictions, found 10: 1 missing, 0 too many; skill is back");
  }

  private static ScenarioResult scenario(ScenarioResult.Verdict ending) {
    return new ScenarioResult(
        1,
        2,
        new SkillSummary(0.92, 0.48, 0.86),
        ending,
        List.of(new ScenarioResult.Row("after 3.7 s", "skill fell: found 0.48")),
        "old",
        "new",
        1,
        105_100);
  }

  private static Summary summary(Map<String, AuditCounts> streams, boolean isLate) {
    return summary(streams, isLate, null);
  }

  private static Summary summary(
      Map<String, AuditCounts> streams, boolean isLate, ScenarioResult scenario) {
    // mse of persistence: 0.2 and 0.3
    return new Summary(
        new AuditResult(streams, 0),
        isLate,
        PooledSkill.NONE.plus(score(0.02, 0.9)).plus(score(0.12, 0.6)),
        new Latency(20, 7, 40),
        Duration.ofMillis(9_120),
        scenario);
  }

  private static PredictionScore score(double mse, Double skill) {
    return new PredictionScore("a", 1L, "framecast.frames-0@1", "m", mse, 0, 0, 1, skill, null);
  }
}
