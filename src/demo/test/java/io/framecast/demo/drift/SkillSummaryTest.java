package io.framecast.demo.drift;

import static io.framecast.demo.drift.HistoryFixture.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SkillSummaryTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);
  private static final long CHANGE = BEGIN + 31;

  @Test
  void setsTheBarHalfwayBetweenWorstAndBefore() {
    assertThat(new SkillSummary(0.9, 0.5, 0).bar()).isEqualTo(0.7, ROUNDING);
    assertThat(new SkillSummary(0.9, -0.3, 0).bar()).isEqualTo(0.3, ROUNDING);
    assertThat(new SkillSummary(0.9, 0.5, 0.75).isAboveBar()).isTrue();
    assertThat(new SkillSummary(0.9, 0.5, 0.65).isAboveBar()).isFalse();
  }

  @Test
  void isNotAboveTheBarWithoutAFallOrWithUnknownSkill() {
    assertThat(new SkillSummary(0.5, 0.9, 0.95).isAboveBar()).isFalse();
    assertThat(new SkillSummary(0.9, Double.NaN, 0.9).isAboveBar()).isFalse();
    assertThat(new SkillSummary(0.9, 0.5, Double.NaN).isAboveBar()).isFalse();
    assertThat(SkillSummary.UNKNOWN.isAboveBar()).isFalse();
  }

  @Test
  void takesTheLowestWholeWindowBeforeThePromotionAsWorst() {
    HistoryFixture fixture =
        new HistoryFixture()
            .skill(0.9, BEGIN, CHANGE - 1)
            .skill(-5, CHANGE - 1, CHANGE) // the second of the change counts for neither
            .skill(0.6, CHANGE, CHANGE + 5)
            .skill(0.4, CHANGE + 5, CHANGE + 10)
            .skill(0.5, CHANGE + 10, CHANGE + 13)
            .skill(0.1, CHANGE + 13, CHANGE + 20) // promoted in its middle
            .skill(0.8, CHANGE + 20, CHANGE + 40);
    SkillSummary summary =
        SkillSummary.of(fixture.history, BEGIN, CHANGE, CHANGE + 14, CHANGE + 40);
    assertThat(summary.before()).isEqualTo(0.9, ROUNDING);
    assertThat(summary.worst()).isEqualTo(0.4, ROUNDING);
    assertThat(summary.now()).isEqualTo(0.8, ROUNDING);
    SkillSummary early =
        SkillSummary.of(fixture.history, BEGIN, CHANGE, Long.MAX_VALUE, CHANGE + 4);
    assertThat(early.worst()).isNaN();
    assertThat(early.now()).as("no score from before the change").isEqualTo(0.6, ROUNDING);
  }

  @Test
  void ignoresWindowsWithoutScores() {
    HistoryFixture fixture =
        new HistoryFixture().skill(0.9, BEGIN, BEGIN + 30).skill(0.5, CHANGE + 5, CHANGE + 10);
    assertThat(SkillSummary.of(fixture.history, BEGIN, CHANGE, Long.MAX_VALUE, CHANGE + 20).worst())
        .isEqualTo(0.5, ROUNDING);
  }
}
