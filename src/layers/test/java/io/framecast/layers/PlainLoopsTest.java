package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Compares each layer, in floats, with {@link PlainLoops}. */
class PlainLoopsTest {
  private static final double TOLERANCE = 1e-5; // sums of a few hundred floats near 1

  @ParameterizedTest
  @CsvSource({"3, 3, SIGMOID", "5, 3, HARD_SIGMOID", "1, 7, SIGMOID"})
  void theCellAgreesWithItsEquation(int kernelHeight, int kernelWidth, CellActivation gates) {
    MultiLayerNetwork network =
        network(
            51,
            3,
            new ConvLSTM2D.Builder()
                .nOut(6)
                .kernelSize(kernelHeight, kernelWidth)
                .gateActivation(gates)
                .build());
    network.params().muli(3); // so that hard gates are clipped
    INDArray clip = clip(52, 3);

    double[][][][][] expected =
        PlainLoops.convLstm(
            NestedArrays.rank5(clip),
            NestedArrays.rank4(network.getParam("0_W")),
            NestedArrays.rank4(network.getParam("0_RW")),
            network.getParam("0_b").toDoubleVector(),
            null,
            gates,
            CellActivation.TANH);

    close(network.feedForward(clip).get(1), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, false, 0",
    "3, 3, false, 2",
    "2, 5, false, 1",
    "3, 3, true, 1",
    "5, 1, true, 2"
  })
  void theConvolutionReadsFutureFramesOnlyWithLookAhead(
      int depth, int kernel, boolean lookAhead, int past) {
    MultiLayerNetwork network =
        network(
            53,
            3,
            new CausalConvolution3D.Builder()
                .nOut(2)
                .depth(depth)
                .kernelSize(kernel)
                .lookAhead(lookAhead)
                .biasInit(-2.8)
                .build());
    INDArray clip = clip(54, 3);
    double[][][][][] expected = NestedArrays.rank5(clip);
    for (int n = 0; n < expected.length; n++) {
      expected[n] =
          PlainLoops.convolve3d(
              expected[n],
              NestedArrays.rank5(network.getParam("0_W")),
              network.getParam("0_b").toDoubleVector(),
              past);
    }
    close(network.feedForward(clip).get(1), expected);
  }

  @Test
  void layerNormalizationStandardizesTheChannelsOfAPixel() {
    MultiLayerNetwork network = network(55, 5, new LayerNormalization5D.Builder().build());
    network.setParams(Nd4j.rand(DataType.FLOAT, 1, 10));
    INDArray clip = clip(56, 5);
    double[][][][][] expected = NestedArrays.rank5(clip);
    for (double[][][][] clips : expected) {
      for (double[][][] frame : clips) {
        for (double[][] row : frame) {
          for (int x = 0; x < row.length; x++) {
            row[x] =
                PlainLoops.layerNormalization(
                    row[x],
                    network.getParam("0_gamma").toDoubleVector(),
                    network.getParam("0_beta").toDoubleVector(),
                    1e-3);
          }
        }
      }
    }
    close(network.feedForward(clip).get(1), expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void batchNormalizationStandardizesAChannelAndUpdatesItsRunningMeans(DataType type) {
    MultiLayerNetwork network =
        Networks.keras(type, new NoOp(), CellActivation.SIGMOID, Networks.clips(6, 9, 1), 1, 4);
    INDArray clip = Nd4j.rand(type, 3, 5, 6, 9, 1);
    INDArray hidden = network.feedForward(clip).get(1);
    INDArray standard = network.feedForward(clip, true).get(2);

    assertThat(standard.mean(0, 1, 2, 3).amaxNumber().doubleValue()).isLessThan(1e-6);
    INDArray mean = hidden.mean(0, 1, 2, 3);
    INDArray variance = hidden.var(false, 0, 1, 2, 3);
    INDArray expectedVariance = variance.div(variance.add(1e-3));
    assertThat(standard.var(false, 0, 1, 2, 3).sub(expectedVariance).amaxNumber().doubleValue())
        .isLessThan(1e-5);

    network.fit(clip, Networks.bits(type, 3, 5, 6, 9, 1));
    assertThat(network.getParam("1_mean").sub(mean.mul(0.01)).amaxNumber().doubleValue())
        .isLessThan(1e-6);
    assertThat(
            network.getParam("1_var").sub(variance.mul(0.01).add(0.99)).amaxNumber().doubleValue())
        .isLessThan(1e-6);
  }

  @Test
  void theLossIsTheMeanCrossEntropyOfAClipForExtremeLogitsToo() {
    MultiLayerNetwork network = network(57, 2, new LayerNormalization5D.Builder().build());
    network
        .getParam("0_gamma")
        .assign(400); // one channel +400, the other -400: exp overflows floats
    INDArray clip = clip(58, 2);
    INDArray labels = network.output(clip).gt(0.5).castTo(DataType.FLOAT);
    network.setInput(clip);
    network.setLabels(labels);
    network.computeGradientAndScore();
    assertThat(network.score()).isBetween(0.0, 1e-2);
    network.setLabels(labels.rsub(1));
    network.computeGradientAndScore();
    double logit = network.feedForward(clip).get(1).norm1Number().doubleValue() / clip.length();
    assertThat(network.score()).isCloseTo(logit, within(1e-2 * logit));
  }

  private static MultiLayerNetwork network(int seed, int channels, Layer layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new NoOp())
                .list()
                .layer(layer)
                .layer(new BinaryCrossEntropy5D.Builder().build())
                .setInputType(Networks.clips(6, 9, channels))
                .build());
    network.init();
    return network;
  }

  private static INDArray clip(int seed, int channels) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.rand(DataType.FLOAT, 3, 4, 6, 9, channels).subi(0.3);
  }

  private static void close(INDArray found, double[][][][][] expected) {
    double[][][][][] values = NestedArrays.rank5(found);
    assertThat(values[0][0][0][0].length).isEqualTo(expected[0][0][0][0].length);
    for (int n = 0; n < expected.length; n++) {
      for (int t = 0; t < expected[n].length; t++) {
        for (int y = 0; y < expected[n][t].length; y++) {
          for (int x = 0; x < expected[n][t][y].length; x++) {
            assertThat(values[n][t][y][x])
                .as("clip %d, frame %d, row %d, column %d", n, t, y, x)
                .containsExactly(expected[n][t][y][x], within(TOLERANCE));
          }
        }
      }
    }
  }
}
