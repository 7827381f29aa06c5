package io.framecast.demo.story;

import static io.framecast.demo.story.Said.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ArcTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);
  private static final long CHANGE = BEGIN + 31;

  @Test
  void theBarIsHalfwayFromTheWorstBackToWhatWasThere() {
    assertThat(new Arc(0.9, 0.5, 0).bar()).isEqualTo(0.7, ROUNDING);
    assertThat(new Arc(0.9, -0.3, 0).bar()).isEqualTo(0.3, ROUNDING);
    assertThat(new Arc(0.9, 0.5, 0.75).isAboveTheBar()).isTrue();
    assertThat(new Arc(0.9, 0.5, 0.65).isAboveTheBar()).isFalse();
  }

  @Test
  void whatNeverFellAndWhatIsNotKnownIsNotAboveIt() {
    assertThat(new Arc(0.5, 0.9, 0.95).isAboveTheBar()).isFalse();
    assertThat(new Arc(0.9, Double.NaN, 0.9).isAboveTheBar()).isFalse();
    assertThat(new Arc(0.9, 0.5, Double.NaN).isAboveTheBar()).isFalse();
    assertThat(Arc.UNKNOWN.isAboveTheBar()).isFalse();
  }

  @Test
  void theWorstIsTheLowestWholeWindowBetweenChangeAndPromotion() {
    Said said =
        new Said()
            .skill(0.9, BEGIN, CHANGE - 1)
            .skill(-5, CHANGE - 1, CHANGE) // the second of the change is neither's
            .skill(0.6, CHANGE, CHANGE + 5)
            .skill(0.4, CHANGE + 5, CHANGE + 10)
            .skill(0.5, CHANGE + 10, CHANGE + 13)
            .skill(0.1, CHANGE + 13, CHANGE + 20) // promoted in its middle
            .skill(0.8, CHANGE + 20, CHANGE + 40);
    Arc arc = Arc.of(said.chronicle, BEGIN, CHANGE, CHANGE + 14, CHANGE + 40);
    assertThat(arc.before()).isEqualTo(0.9, ROUNDING);
    assertThat(arc.worst()).isEqualTo(0.4, ROUNDING);
    assertThat(arc.now()).isEqualTo(0.8, ROUNDING);
    Arc early = Arc.of(said.chronicle, BEGIN, CHANGE, Long.MAX_VALUE, CHANGE + 4);
    assertThat(early.worst()).isNaN();
    assertThat(early.now()).as("nothing from before the change").isEqualTo(0.6, ROUNDING);
  }

  @Test
  void aWindowWithoutScoresIsNotTheWorst() {
    Said said = new Said().skill(0.9, BEGIN, BEGIN + 30).skill(0.5, CHANGE + 5, CHANGE + 10);
    assertThat(Arc.of(said.chronicle, BEGIN, CHANGE, Long.MAX_VALUE, CHANGE + 20).worst())
        .isEqualTo(0.5, ROUNDING);
  }
}
