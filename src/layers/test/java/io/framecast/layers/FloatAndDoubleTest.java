package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Compares the fast pass with the precise one, on sizes with incomplete tiles and groups. */
class FloatAndDoubleTest {
  private static final double FORWARD = 1e-5;
  private static final double GRADIENT =
      2e-5; // relative to the largest, sums of thousands of floats

  @Test
  void theGraphHasTheSameOutputAndGradients() {
    Nd4j.getRandom().setSeed(21);
    ComputationGraph fast =
        Networks.squares(DataType.FLOAT, new NoOp(), Networks.clips(9, 13, 3), 20, false);
    ComputationGraph exact =
        Networks.squares(DataType.DOUBLE, new NoOp(), Networks.clips(9, 13, 3), 20, false);
    exact.setParams(fast.params().castTo(DataType.DOUBLE));
    INDArray clip = Nd4j.rand(DataType.DOUBLE, 5, 6, 9, 13, 3).muli(2).subi(1);
    INDArray labels = Networks.bits(DataType.DOUBLE, 5, 6, 9, 13, 3);

    INDArray found = fast.outputSingle(clip.castTo(DataType.FLOAT));
    INDArray expected = exact.outputSingle(clip);
    assertThat(Gradients.largestDifference(found, expected)).as("seed 21").isLessThan(FORWARD);

    Gradients.requireEqual(
        Gradients.of(fast, clip, labels), Gradients.of(exact, clip, labels), GRADIENT, 21);
    assertThat(fast.score()).isCloseTo(exact.score(), org.assertj.core.data.Offset.offset(1e-6));
  }

  @ParameterizedTest
  @EnumSource(
      value = CellActivation.class,
      names = {"SIGMOID", "HARD_SIGMOID"})
  void theKerasNetworkHasTheSameGradients(CellActivation gates) {
    Nd4j.getRandom().setSeed(22);
    MultiLayerNetwork fast =
        Networks.keras(DataType.FLOAT, new NoOp(), gates, Networks.clips(11, 14, 1), 2, 7);
    MultiLayerNetwork exact =
        Networks.keras(DataType.DOUBLE, new NoOp(), gates, Networks.clips(11, 14, 1), 2, 7);
    exact.setParams(fast.params().castTo(DataType.DOUBLE));
    INDArray clip = Nd4j.rand(DataType.DOUBLE, 3, 5, 11, 14, 1).muli(6).subi(3);
    INDArray labels = Networks.bits(DataType.DOUBLE, 3, 5, 11, 14, 1);
    Gradients.requireEqual(
        Gradients.of(fast, clip, labels), Gradients.of(exact, clip, labels), GRADIENT, 22);
  }
}
