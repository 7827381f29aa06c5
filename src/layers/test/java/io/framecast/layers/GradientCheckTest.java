package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.buffer.util.DataTypeUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Compares the gradients of every layer with central differences, in double precision. */
class GradientCheckTest {
  private static final double STEP = 1e-5;
  private static final double LARGEST_RELATIVE = 1e-4; // DL4J's own tests use 1e-3
  private static final double LARGEST_ABSOLUTE = 1e-9; // rounding of a loss near 1 over the step

  @BeforeEach
  void useDoublesForGradientCheckUtil() {
    Gradients.useDoubles();
  }

  @AfterEach
  void restoreTheDefaultType() {
    DataTypeUtil.setDTypeForContext(DataType.FLOAT);
  }

  @Test
  void gradientsOfTheGraphWithTwoCellsNormalisationAndMergedHeadAreRight() {
    Nd4j.getRandom().setSeed(11);
    ComputationGraph graph =
        Networks.squares(DataType.DOUBLE, new NoOp(), Networks.clips(4, 5, 2), 3, false);
    graph.setParams(Nd4j.randn(DataType.DOUBLE, 1, graph.numParams()).muli(0.4));
    INDArray clip = Nd4j.rand(DataType.DOUBLE, 2, 3, 4, 5, 2);
    INDArray labels = Networks.bits(DataType.DOUBLE, 2, 3, 4, 5, 2);
    boolean passed =
        GradientCheckUtil.checkGradients(
            new GradientCheckUtil.GraphConfig()
                .net(graph)
                .epsilon(STEP)
                .maxRelError(LARGEST_RELATIVE)
                .minAbsoluteError(LARGEST_ABSOLUTE)
                .inputs(new INDArray[] {clip})
                .labels(new INDArray[] {labels}));
    assertThat(passed).as("seed 11").isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = CellActivation.class,
      names = {"SIGMOID", "HARD_SIGMOID"})
  void gradientsOfTheKerasNetworkAreRight(CellActivation gates) {
    Nd4j.getRandom().setSeed(12);
    MultiLayerNetwork network =
        Networks.keras(DataType.DOUBLE, new NoOp(), gates, Networks.clips(4, 5, 1), 2, 2);
    network.setParams(
        Nd4j.rand(DataType.DOUBLE, 1, network.numParams())
            .subi(0.3)); // variances stay positive enough
    INDArray clip = Nd4j.rand(DataType.DOUBLE, 2, 3, 4, 5, 1);
    INDArray labels = Networks.bits(DataType.DOUBLE, 2, 3, 4, 5, 1);
    boolean passed =
        GradientCheckUtil.checkGradients(
            new GradientCheckUtil.MLNConfig()
                .net(network)
                .epsilon(STEP)
                .maxRelError(LARGEST_RELATIVE)
                .minAbsoluteError(LARGEST_ABSOLUTE)
                .input(clip)
                .labels(labels)
                .excludeParams(java.util.Set.of("1_mean", "1_var", "3_mean", "3_var")));
    assertThat(passed).as("seed 12").isTrue();
  }
}
