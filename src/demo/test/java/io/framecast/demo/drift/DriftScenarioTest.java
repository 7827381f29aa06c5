package io.framecast.demo.drift;

import static io.framecast.demo.drift.HistoryFixture.BEGIN;
import static io.framecast.demo.drift.HistoryFixture.NEW;
import static io.framecast.demo.drift.HistoryFixture.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the scenario second by second with the scores and events of a fixture. */
class DriftScenarioTest {
  private static final long CHANGE = BEGIN + 30;
  private final HistoryFixture fixture = new HistoryFixture();
  private final DriftScenario scenario = new DriftScenario(fixture.history, 1, 2, BEGIN * 1000);

  @Test
  void endsWithRecoveryWhenTheSkillIsBackAfterAPromotion() {
    fixture
        .event(Event.PROMOTION, OLD, "the initial model", BEGIN + 1)
        .event(Event.DRIFT, OLD, "found 0.5", CHANGE + 3.25)
        .event(Event.ROUND, OLD, "begins: 300 steps", CHANGE + 40)
        .event(Event.ROUND, OLD, "step 100 of 300, loss 0.02", CHANGE + 60)
        .event(Event.ROUND, OLD, "step 300 of 300, loss 0.01", CHANGE + 99)
        .event(Event.PROMOTION, NEW, "better", CHANGE + 100)
        .swap("sim-0", CHANGE + 100.5)
        .swap("sim-1", CHANGE + 101)
        .skill(0.9, BEGIN, CHANGE)
        .skill(0.5, CHANGE, CHANGE + 101)
        .skill(0.8, CHANGE + 101, CHANGE + 400);
    // 20 s after the second of the promotion, and 2 s for the last scores
    assertThat(end()).isEqualTo(CHANGE + 123);
    ScenarioResult result = scenario.result();
    assertThat(result.hasRecovered()).isTrue();
    assertThat(result.sentence()).isEqualTo("skill is back at 0.800, not below the bar of 0.700");
    assertThat(text(result.rows(8)))
        .containsExactly(
            "story: the squares' speed: 1, then 2",
            "  skill: 0.900 before, 0.500 at the worst, 0.800 after",
            "  bar: 0.700: half of what was lost at the worst is back",
            "  after 3.3 s: skill fell: found 0.5",
            "  after 40.0 s: learning: begins: 300 steps",
            "  after 60.0 s: learning: step 100 of 300, loss 0.02",
            "  after 99.0 s: learning: step 300 of 300, loss 0.01",
            "  after 100.0 s: promoted 3d6fb9e4c0af3e06: better",
            "  model: 0b0f8cc7a959712e before, 3d6fb9e4c0af3e06 after",
            "  streams moved: 2 of 8, the last after 101.0 s");
  }

  @Test
  void doesNotRecoverWithoutAPromotion() {
    fixture
        .skill(0.9, BEGIN, CHANGE)
        .skill(0.5, CHANGE, CHANGE + 50)
        .skill(0.9, CHANGE + 50, CHANGE + 400)
        .event(Event.REFUSAL, NEW, "no better", CHANGE + 100);
    assertThat(end()).isEqualTo(CHANGE + 300);
    assertThat(scenario.result().hasRecovered()).isFalse();
    assertThat(scenario.result().sentence())
        .isEqualTo(
            "expected a promotion within 300 s of the change, or 600 s while a round is training,"
                + " found none");
    assertThat(text(scenario.result().rows(8)))
        .contains("  after 100.0 s: refused 3d6fb9e4c0af3e06: no better", "  streams moved: none");
  }

  @Test
  void waitsLongerWhileARoundMakesProgress() {
    fixture
        .skill(0.9, BEGIN, CHANGE)
        .skill(0.5, CHANGE, CHANGE + 700)
        .event(Event.ROUND, OLD, "begins: 300 steps", CHANGE + 40)
        .event(Event.ROUND, OLD, "step 100 of 300, loss 0.02", CHANGE + 200)
        .event(Event.ROUND, OLD, "step 200 of 300, loss 0.02", CHANGE + 350);
    assertThat(end()).as("no progress for 200 s").isEqualTo(CHANGE + 550);
  }

  @Test
  void doesNotWaitForARoundWithoutEnd() {
    fixture.skill(0.9, BEGIN, CHANGE).skill(0.5, CHANGE, CHANGE + 700);
    for (int step = 1; step < 7; step++) {
      fixture.event(Event.ROUND, OLD, "step " + step, CHANGE + 100.0 * step);
    }
    assertThat(end()).isEqualTo(CHANGE + 600);
  }

  @Test
  void doesNotRecoverBelowTheBar() {
    fixture
        .skill(0.9, BEGIN, CHANGE)
        .skill(0.5, CHANGE, CHANGE + 50)
        .event(Event.PROMOTION, NEW, "better", CHANGE + 50)
        .skill(0.65, CHANGE + 50, CHANGE + 400);
    assertThat(end()).isEqualTo(CHANGE + 300);
    assertThat(scenario.result().hasRecovered()).isFalse();
    assertThat(scenario.result().sentence())
        .isEqualTo(
            "expected a skill of at least 0.700 for 20 s within 300 s of the change, or 600 s while"
                + " a round is training, found 0.650");
  }

  @Test
  void doesNotRecoverWhenTheSkillNeverFell() {
    fixture
        .skill(0.5, BEGIN, CHANGE)
        .skill(0.9, CHANGE, CHANGE + 400)
        .event(Event.PROMOTION, NEW, "better", CHANGE + 50);
    assertThat(end()).isEqualTo(CHANGE + 300);
    assertThat(scenario.result().hasRecovered()).isFalse();
    assertThat(scenario.result().sentence())
        .isEqualTo("expected skill to fall below 0.500 with the change, found 0.900 at the worst");
  }

  @Test
  void ignoresThePromotionOfTheLiveVersion() {
    fixture
        .skill(0.9, BEGIN, CHANGE)
        .skill(0.5, CHANGE, CHANGE + 40)
        .event(Event.PROMOTION, OLD, "the initial model, late", CHANGE + 10)
        .skill(0.9, CHANGE + 40, CHANGE + 400);
    end();
    assertThat(scenario.result().hasRecovered()).isFalse();
  }

  @Test
  void doesNotRecoverWhenItIsStopped() {
    fixture.skill(0.9, BEGIN, CHANGE);
    assertThat(scenario.isOver(CHANGE * 1000)).isFalse();
    assertThat(scenario.result().hasRecovered()).isFalse();
    assertThat(scenario.result().sentence()).isEqualTo("the story was stopped before its end");
  }

  @Test
  void showsTheNextChangeAndThenTheBarInItsStatusLine() {
    assertThat(scenario.statusLine(BEGIN * 1000 + 12_400)).isEqualTo("speed 1, in 18 s speed 2");
    fixture.skill(0.9, BEGIN, CHANGE).skill(0.5, CHANGE, CHANGE + 10);
    scenario.onChange(CHANGE * 1000);
    assertThat(scenario.isOver(CHANGE * 1000 + 9_000)).isFalse();
    assertThat(scenario.statusLine(CHANGE * 1000 + 9_000))
        .isEqualTo("speed 2, 9 s; skill before 0.900, worst 0.500, now 0.500, bar 0.700");
  }

  /** Runs the scenario and returns the second of its end. */
  private long end() {
    for (long second = BEGIN; second < CHANGE + 700; second++) {
      long now = second * 1000;
      if (scenario.isTimeToChange(now)) {
        assertThat(second).isEqualTo(CHANGE);
        scenario.onChange(now);
      }
      fixture.until(second).history.drainEvents().forEach(scenario::onEvent);
      if (scenario.isOver(now)) {
        return second;
      }
    }
    throw new AssertionError("expected an end, found none: " + scenario.result());
  }

  private static List<String> text(List<ScenarioResult.Row> rows) {
    return rows.stream().map(row -> row.name() + ": " + row.text()).toList();
  }
}
