package io.framecast.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Event;
import io.framecast.topics.Skill;
import org.junit.jupiter.api.Test;

class ChronicleTest {

  @Test
  void skillIsThatOfAllStreamsFromOneSecondToBeforeAnother() {
    Said said = new Said().skill(0.9, 10, 12).skill(0.5, 11, 13);
    assertThat(said.chronicle.skill(10, 12).count()).isEqualTo(3);
    assertThat(said.chronicle.skill(12, 13)).isEqualTo(said.chronicle.skill(12, 99));
    assertThat(said.chronicle.skill(13, 20)).isEqualTo(Skill.NONE);
    assertThat(said.chronicle.skill(13, 12)).isEqualTo(Skill.NONE);
  }

  @Test
  void whatIsLongPastIsForgotten() {
    Said said = new Said().skill(0.9, 10, 11).skill(0.9, 5_000, 5_001);
    assertThat(said.chronicle.skill(0, 10_000).count()).isEqualTo(1);
  }

  @Test
  void newsAreToldOnce() {
    Said said = new Said().event(Event.DRIFT, Said.OLD, "why", 1).swap("sim-0", 2).until(3);
    assertThat(said.chronicle.news()).extracting(News::isOfLearning).containsExactly(true, false);
    assertThat(said.chronicle.news()).isEmpty();
  }

  @Test
  void theLiveVersionIsTheOneThatServesUntilOneIsPromoted() {
    Said said = new Said();
    assertThat(said.chronicle.live()).isEmpty();
    said.skill(0.9, 10, 11);
    assertThat(said.chronicle.live()).isEqualTo(Said.OLD);
    said.event(Event.PROMOTION, Said.NEW, "better", 12).until(13).skill(0.9, 12, 13);
    assertThat(said.chronicle.live()).isEqualTo(Said.NEW);
    said.event(Event.ROLLBACK, Said.OLD, "worse", 13)
        .event(Event.REFUSAL, "other", "bad", 14)
        .until(15);
    assertThat(said.chronicle.live()).isEqualTo(Said.OLD);
  }
}
