package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.buffer.util.DataTypeUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Tests peepholes and activations of the cell against plain loops and central differences. */
class CellVariantsTest {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 3;
  private static final int SEED = 81;

  @AfterEach
  void restoreTheDefaultType() {
    DataTypeUtil.setDTypeForContext(DataType.FLOAT);
  }

  private static MultiLayerNetwork network(
      DataType type, CellActivation gates, CellActivation activation, Peepholes peepholes) {
    ConvLSTM2D.Builder cell =
        new ConvLSTM2D.Builder().nOut(FILTERS).gateActivation(gates).cellActivation(activation);
    switch (peepholes) {
      case NONE -> {}
      case CHANNEL -> cell.peepholes();
      case MAP -> cell.peepholes(HEIGHT, WIDTH);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(type)
                .updater(new NoOp())
                .list()
                .layer(cell.build())
                .layer(new LayerNormalization5D.Builder().build()) // its parameters follow
                .layer(new BinaryCrossEntropy5D.Builder().build())
                .setInputType(Networks.clips(HEIGHT, WIDTH, CHANNELS))
                .build());
    network.init();
    Nd4j.getRandom().setSeed(SEED);
    network.setParams(Nd4j.randn(type, 1, network.numParams()).muli(0.4));
    return network;
  }

  private static INDArray clip(DataType type, int clips) {
    Nd4j.getRandom().setSeed(SEED + 1);
    return Nd4j.rand(type, clips, 4, HEIGHT, WIDTH, CHANNELS).muli(2).subi(1);
  }

  @ParameterizedTest
  @CsvSource({
    "SIGMOID, TANH, CHANNEL",
    "SIGMOID, TANH, MAP",
    "HARD_SIGMOID, TANH, MAP",
    "HARD_SIGMOID_KERAS3, RELU, NONE",
    "SIGMOID, RELU, CHANNEL",
    "SIGMOID, SIGMOID, NONE",
    "SIGMOID, LINEAR, MAP"
  })
  void theCellAgreesWithItsEquation(
      CellActivation gates, CellActivation activation, Peepholes peepholes) {
    MultiLayerNetwork network = network(DataType.FLOAT, gates, activation, peepholes);
    INDArray clip = clip(DataType.FLOAT, 3);
    double[][][][][] expected =
        PlainLoops.convLstm(
            NestedArrays.rank5(clip),
            NestedArrays.rank4(network.getParam("0_W")),
            NestedArrays.rank4(network.getParam("0_RW")),
            network.getParam("0_b").toDoubleVector(),
            switch (peepholes) {
              case NONE -> null;
              case CHANNEL -> repeated(network.getParam("0_P"));
              case MAP -> NestedArrays.rank4(network.getParam("0_P"));
            },
            gates,
            activation);
    double[][][][][] found = NestedArrays.rank5(network.feedForward(clip).get(1));
    for (int n = 0; n < expected.length; n++) {
      for (int t = 0; t < expected[n].length; t++) {
        for (int row = 0; row < HEIGHT; row++) {
          for (int column = 0; column < WIDTH; column++) {
            assertThat(found[n][t][row][column])
                .as("clip %d, frame %d, row %d, column %d, seed %d", n, t, row, column, SEED)
                .containsExactly(expected[n][t][row][column], within(2e-5));
          }
        }
      }
    }
  }

  /** Returns {@code [3, filters]} as a map of equal pixels. */
  private static double[][][][] repeated(INDArray perChannel) {
    double[][][][] map = new double[3][HEIGHT][WIDTH][FILTERS];
    for (int gate = 0; gate < 3; gate++) {
      for (double[][] row : map[gate]) {
        for (double[] pixel : row) {
          for (int k = 0; k < FILTERS; k++) {
            pixel[k] = perChannel.getDouble(gate, k);
          }
        }
      }
    }
    return map;
  }

  @ParameterizedTest
  @CsvSource({
    "SIGMOID, TANH, CHANNEL",
    "SIGMOID, TANH, MAP",
    "HARD_SIGMOID_KERAS3, RELU, NONE",
    "SIGMOID, RELU, CHANNEL",
    "SIGMOID, SIGMOID, MAP",
    "TANH, LINEAR, CHANNEL"
  })
  void itsGradientsEqualCentralDifferences(
      CellActivation gates, CellActivation activation, Peepholes peepholes) {
    Gradients.useDoubles();
    MultiLayerNetwork network = network(DataType.DOUBLE, gates, activation, peepholes);
    boolean passed =
        GradientCheckUtil.checkGradients(
            new GradientCheckUtil.MLNConfig()
                .net(network)
                .epsilon(1e-6)
                .maxRelError(1e-4)
                .minAbsoluteError(1e-8)
                .input(clip(DataType.DOUBLE, 2))
                .labels(Networks.bits(DataType.DOUBLE, 2, 4, HEIGHT, WIDTH, FILTERS)));
    assertThat(passed).as("seed " + SEED).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SIGMOID, TANH, CHANNEL",
    "SIGMOID, TANH, MAP",
    "HARD_SIGMOID_KERAS3, RELU, NONE",
    "SIGMOID, RELU, MAP",
    "SIGMOID, LINEAR, CHANNEL"
  })
  void itsGradientsInFloatsEqualThoseInDoubles(
      CellActivation gates, CellActivation activation, Peepholes peepholes) {
    MultiLayerNetwork fast = network(DataType.FLOAT, gates, activation, peepholes);
    MultiLayerNetwork exact = network(DataType.DOUBLE, gates, activation, peepholes);
    exact.setParams(fast.params().castTo(DataType.DOUBLE));
    INDArray clip = clip(DataType.DOUBLE, 5);
    INDArray labels = Networks.bits(DataType.DOUBLE, 5, 4, HEIGHT, WIDTH, FILTERS);
    Gradients.requireEqual(
        Gradients.of(fast, clip, labels), Gradients.of(exact, clip, labels), 5e-5, SEED);
  }

  @Test
  void refusesFramesOfAnotherSizeThanItsPeepholeMaps() {
    MultiLayerNetwork network =
        network(DataType.FLOAT, CellActivation.SIGMOID, CellActivation.TANH, Peepholes.MAP);
    INDArray other = Nd4j.rand(DataType.FLOAT, 1, 2, HEIGHT + 1, WIDTH, CHANNELS);
    assertThatThrownBy(() -> network.output(other))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("expected frames of 5x7, the size of its peephole maps, found 6x7");
  }
}
