package io.framecast.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Event;
import io.framecast.topics.PooledSkill;
import org.junit.jupiter.api.Test;

class EventHistoryTest {

  @Test
  void poolsTheSkillOfAllStreamsBetweenTwoSeconds() {
    HistoryFixture fixture = new HistoryFixture().skill(0.9, 10, 12).skill(0.5, 11, 13);
    assertThat(fixture.history.skill(10, 12).count()).isEqualTo(3);
    assertThat(fixture.history.skill(12, 13)).isEqualTo(fixture.history.skill(12, 99));
    assertThat(fixture.history.skill(13, 20)).isEqualTo(PooledSkill.NONE);
    assertThat(fixture.history.skill(13, 12)).isEqualTo(PooledSkill.NONE);
  }

  @Test
  void dropsScoresThatAreTooOld() {
    HistoryFixture fixture = new HistoryFixture().skill(0.9, 10, 11).skill(0.9, 5_000, 5_001);
    assertThat(fixture.history.skill(0, 10_000).count()).isEqualTo(1);
  }

  @Test
  void returnsEachEventOnce() {
    HistoryFixture fixture =
        new HistoryFixture()
            .event(Event.DRIFT, HistoryFixture.OLD, "why", 1)
            .swap("sim-0", 2)
            .until(3);
    assertThat(fixture.history.drainEvents())
        .extracting(TimedEvent::isFromTrainer)
        .containsExactly(true, false);
    assertThat(fixture.history.drainEvents()).isEmpty();
  }

  @Test
  void takesTheScoredVersionAsLiveUntilAPromotion() {
    HistoryFixture fixture = new HistoryFixture();
    assertThat(fixture.history.liveModel()).isEmpty();
    fixture.skill(0.9, 10, 11);
    assertThat(fixture.history.liveModel()).isEqualTo(HistoryFixture.OLD);
    fixture.event(Event.PROMOTION, HistoryFixture.NEW, "better", 12).until(13).skill(0.9, 12, 13);
    assertThat(fixture.history.liveModel()).isEqualTo(HistoryFixture.NEW);
    fixture
        .event(Event.ROLLBACK, HistoryFixture.OLD, "worse", 13)
        .event(Event.REFUSAL, "other", "bad", 14)
        .until(15);
    assertThat(fixture.history.liveModel()).isEqualTo(HistoryFixture.OLD);
  }
}
