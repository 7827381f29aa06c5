package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import org.junit.jupiter.api.Test;

class SwapComparisonTest {
  @Test
  void weightsThatStayCostNothingWithTheirOwnState() {
    Weights shipped = Weights.shipped();
    SwapComparison same = SwapComparison.of(shipped, shipped, 45, 16, 7);
    assertThat(same.line(SwapComparison.OLD_STATE))
        .extracting(SwapComparison.Line::bce)
        .isEqualTo(same.line(SwapComparison.OWN).bce());
    SwapComparison.Line own = same.line(SwapComparison.OWN);
    SwapComparison.Line primed = same.line(SwapComparison.PRIMED);
    assertThat(SwapComparison.worstRatio(primed, own))
        .as("from the first frame on")
        .isLessThan(SwapComparison.BAR);
    assertThat(SwapComparison.withinBar(primed, own)).isEqualTo(SwapComparison.WINDOW);
    assertThat(SwapComparison.withinBar(same.line(SwapComparison.ZERO), own))
        .isLessThan(SwapComparison.WINDOW);
    assertThat(same.line(SwapComparison.ZERO).first())
        .as("without a frame before, no velocity is known")
        .isGreaterThan(10 * own.mean());
  }

  @Test
  void networksOfTwoShapesHaveNoStateInCommon() {
    Weights keras = Weights.initial(Configuration.keras(), 1);
    SwapComparison other = SwapComparison.of(Weights.shipped(), keras, 3, 1, 5);
    assertThat(other.lines())
        .extracting(SwapComparison.Line::name)
        .containsExactly(
            SwapComparison.OLD, SwapComparison.OWN, SwapComparison.PRIMED, SwapComparison.ZERO);
  }
}
