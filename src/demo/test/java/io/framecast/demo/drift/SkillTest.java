package io.framecast.demo.drift;

import static io.framecast.demo.drift.HistoryFixture.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.PooledSkill;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SkillTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  @Test
  void ignoresAScoreOverPerfectPersistence() {
    assertThat(PooledSkill.NONE.plus(score("a", 0.1, null))).isEqualTo(PooledSkill.NONE);
    assertThat(PooledSkill.NONE.plus(score("a", 0, 1.0))).isEqualTo(new PooledSkill(1, 1, 0, 0));
  }

  @Test
  void poolsErrorsBeforeDividing() {
    // persistence 0.2 and 0.01: the second frame's skill is -4 and has little weight
    PooledSkill skill = PooledSkill.NONE.plus(score("a", 0.02, 0.9)).plus(score("b", 0.05, -4.0));
    assertThat(skill.pooled()).isEqualTo(1 - 0.07 / 0.21, ROUNDING);
    assertThat(skill.plus(skill).pooled()).isEqualTo(skill.pooled(), ROUNDING);
    assertThat(PooledSkill.NONE.pooled()).isNaN();
  }
}
