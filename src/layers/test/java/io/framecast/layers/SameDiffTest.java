package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Compares back-propagation through time with SameDiff's gradients of the unrolled cell. */
class SameDiffTest {
  private static final int CLIPS = 3;
  private static final int TIMES = 4;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 9;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 5;

  @ParameterizedTest
  @EnumSource(
      value = CellActivation.class,
      names = {"SIGMOID", "HARD_SIGMOID"})
  void gradientsEqualThoseOfTheUnrolledCell(CellActivation gates) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(71)
                .updater(new NoOp())
                .list()
                .layer(new ConvLSTM2D.Builder().nOut(FILTERS).gateActivation(gates).build())
                .layer(new BinaryCrossEntropy5D.Builder().build())
                .setInputType(Networks.clips(HEIGHT, WIDTH, CHANNELS))
                .build());
    network.init();
    network.params().muli(2);
    Nd4j.getRandom().setSeed(72);
    INDArray clip =
        Nd4j.rand(DataType.FLOAT, CLIPS, TIMES, HEIGHT, WIDTH, CHANNELS).muli(4).subi(2);
    INDArray labels = Networks.bits(DataType.FLOAT, CLIPS, TIMES, HEIGHT, WIDTH, FILTERS);
    network.setInput(clip);
    network.setLabels(labels);
    network.computeGradientAndScore();

    SameDiff graph = SameDiff.create();
    SDVariable loss = unrolled(graph, network, gates, clip, labels);
    Map<String, INDArray> expected = graph.calculateGradients(Map.of(), "W", "RW", "b");

    assertThat(network.score()).isCloseTo(loss.eval().getDouble(0), within(1e-6));
    for (String key : new String[] {"W", "RW", "b"}) {
      // DL4J leaves the division by the batch to the updater
      INDArray found = network.gradient().getGradientFor("0_" + key).div(CLIPS);
      double largest = expected.get(key).amaxNumber().doubleValue();
      assertThat(found.sub(expected.get(key)).amaxNumber().doubleValue() / largest)
          .as(key + ", seeds 71 and 72")
          .isLessThan(1e-5); // both are sums of thousands of floats
    }
  }

  private static SDVariable unrolled(
      SameDiff graph,
      MultiLayerNetwork network,
      CellActivation gates,
      INDArray clip,
      INDArray labels) {
    SDVariable inputKernel = graph.var("W", network.getParam("0_W").dup());
    SDVariable recurrentKernel = graph.var("RW", network.getParam("0_RW").dup());
    SDVariable bias = graph.var("b", network.getParam("0_b").dup());
    SDVariable h = graph.constant(Nd4j.zeros(DataType.FLOAT, CLIPS, HEIGHT, WIDTH, FILTERS));
    SDVariable c = graph.constant(Nd4j.zeros(DataType.FLOAT, CLIPS, HEIGHT, WIDTH, FILTERS));
    SDVariable sum = null;
    for (int t = 0; t < TIMES; t++) {
      SDVariable x = graph.constant(clip.get(all(), point(t), all(), all(), all()).dup('c'));
      SDVariable z =
          convolve(graph, x, inputKernel).add(convolve(graph, h, recurrentKernel)).add(bias);
      SDVariable[] parts = graph.split(z, 4, 3);
      SDVariable i = squash(graph, parts[0], gates);
      SDVariable f = squash(graph, parts[1], gates);
      SDVariable o = squash(graph, parts[3], gates);
      c = f.mul(c).add(i.mul(graph.math().tanh(parts[2])));
      h = o.mul(graph.math().tanh(c));
      SDVariable label = graph.constant(labels.get(all(), point(t), all(), all(), all()).dup('c'));
      SDVariable p = graph.nn().sigmoid(h);
      SDVariable entropy =
          label
              .mul(graph.math().log(p))
              .add(label.rsub(1.0).mul(graph.math().log(p.rsub(1.0))))
              .mean();
      sum = sum == null ? entropy : sum.add(entropy);
    }
    SDVariable loss = sum.mul("loss", -1.0 / TIMES);
    graph.setLossVariables("loss");
    return loss;
  }

  private static SDVariable squash(SameDiff graph, SDVariable z, CellActivation gates) {
    return gates == CellActivation.SIGMOID
        ? graph.nn().sigmoid(z)
        : graph.math().clipByValue(z.mul(0.2).add(0.5), 0, 1);
  }

  private static SDVariable convolve(SameDiff graph, SDVariable x, SDVariable kernel) {
    Conv2DConfig same =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(Conv2DConfig.NHWC)
            .build();
    return graph.cnn().conv2d(x, kernel, same);
  }
}
