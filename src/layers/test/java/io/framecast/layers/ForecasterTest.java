package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.buffer.util.DataTypeUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;

/** Tests the forecaster of an encoding-forecasting network: two layers, three and two frames. */
class ForecasterTest {
  private static final int SEED = 91;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final int CHANNELS = 1;
  private static final int SEEN = 3;
  private static final int AHEAD = 2;
  private static final int[] FILTERS = {3, 2};

  @AfterEach
  void restoreTheDefaultType() {
    DataTypeUtil.setDTypeForContext(DataType.FLOAT);
  }

  private static ComputationGraph network(DataType type, Peepholes peepholes, int ahead) {
    NeuralNetConfiguration.Builder all =
        new NeuralNetConfiguration.Builder().seed(SEED).dataType(type).updater(new NoOp());
    ComputationGraphConfiguration.GraphBuilder graph = all.graphBuilder().addInputs("clip");
    for (int layer = 0; layer < FILTERS.length; layer++) {
      ConvLSTM2D.Builder cell =
          new ConvLSTM2D.Builder().nOut(FILTERS[layer]).forecast(ahead, layer > 0).stateful(true);
      if (peepholes == Peepholes.CHANNEL) {
        cell.peepholes();
      } else if (peepholes == Peepholes.MAP) {
        cell.peepholes(HEIGHT, WIDTH);
      }
      graph.addLayer("lstm" + layer, cell.build(), layer == 0 ? "clip" : "lstm" + (layer - 1));
    }
    ComputationGraph network =
        new ComputationGraph(
            graph
                .addVertex(
                    "forecaster",
                    ahead == 0 ? new MergeChannels() : MergeChannels.ofLastFrames(ahead),
                    "lstm0",
                    "lstm1")
                .addLayer(
                    "head", new CausalConvolution3D.Builder().nOut(CHANNELS).build(), "forecaster")
                .addLayer("loss", new BinaryCrossEntropy5D.Builder().build(), "head")
                .setOutputs("loss")
                .setInputTypes(Networks.clips(HEIGHT, WIDTH, CHANNELS))
                .build());
    network.init();
    Nd4j.getRandom().setSeed(SEED);
    network.setParams(Nd4j.randn(type, 1, network.numParams()).muli(0.4));
    return network;
  }

  private static INDArray clips(DataType type, int clips) {
    Nd4j.getRandom().setSeed(SEED + 1);
    return Nd4j.rand(type, clips, SEEN + AHEAD, HEIGHT, WIDTH, CHANNELS).muli(2).subi(1);
  }

  private static INDArray labels(int clips) {
    Nd4j.getRandom().setSeed(SEED + 2);
    return Networks.bits(DataType.DOUBLE, clips, AHEAD, HEIGHT, WIDTH, CHANNELS);
  }

  private static INDArray frames(INDArray clips, int first, int end) {
    return clips.get(NDArrayIndex.all(), NDArrayIndex.interval(first, end)).dup('c');
  }

  /** A second network without forecasters takes the parameters of the forecaster as its own. */
  @ParameterizedTest
  @EnumSource(Peepholes.class)
  void theForecasterIsAnotherCellThatBeginsWithTheStateOfTheEncoder(Peepholes peepholes) {
    ComputationGraph network = network(DataType.FLOAT, peepholes, AHEAD);
    INDArray clips = clips(DataType.FLOAT, 3);
    Map<String, INDArray> found = network.feedForward(clips, false);

    ComputationGraph plain = network(DataType.FLOAT, peepholes, 0);
    plain.paramTable().forEach((key, parameter) -> parameter.assign(network.paramTable().get(key)));
    Map<String, INDArray> encoded = plain.feedForward(frames(clips, 0, SEEN), false);
    plain
        .paramTable()
        .forEach(
            (key, parameter) -> {
              INDArray own =
                  network
                      .paramTable()
                      .get(key.replace("lstm0_", "lstm0_F").replace("lstm1_", "lstm1_F"));
              parameter.assign(own == null ? Nd4j.zerosLike(parameter) : own); // lstm0_FW
            });
    Map<String, INDArray> forecast = plain.feedForward(frames(clips, SEEN, SEEN + AHEAD), false);

    for (String layer : new String[] {"lstm0", "lstm1"}) {
      INDArray hidden = found.get(layer);
      assertThat(frames(hidden, 0, SEEN)).as(layer).isEqualTo(encoded.get(layer));
      assertThat(
              frames(hidden, SEEN, SEEN + AHEAD)
                  .sub(forecast.get(layer))
                  .amaxNumber()
                  .doubleValue())
          .as("%s, seed %d", layer, SEED)
          .isLessThan(1e-5);
    }
    assertThat(found.get("loss").shape()).containsExactly(3, AHEAD, HEIGHT, WIDTH, CHANNELS);
  }

  @Test
  void theStateThatIsCarriedOnIsTheEncoders() {
    ComputationGraph network = network(DataType.FLOAT, Peepholes.NONE, AHEAD);
    INDArray clips = clips(DataType.FLOAT, 2);
    network.output(clips);
    ConvLSTM2DLayer layer = (ConvLSTM2DLayer) network.getLayer("lstm0");
    INDArray hidden = layer.rnnGetPreviousState().get(ConvLSTM2DLayer.HIDDEN);
    network.clear();
    layer.rnnClearPreviousState();
    INDArray all = network.feedForward(clips, false).get("lstm0");
    INDArray lastSeen = frames(all, SEEN - 1, SEEN).reshape(hidden.shape());
    assertThat(hidden).isEqualTo(lastSeen);
  }

  @ParameterizedTest
  @EnumSource(Peepholes.class)
  void itsGradientsEqualCentralDifferences(Peepholes peepholes) {
    Gradients.useDoubles();
    ComputationGraph network = network(DataType.DOUBLE, peepholes, AHEAD);
    boolean passed =
        GradientCheckUtil.checkGradients(
            new GradientCheckUtil.GraphConfig()
                .net(network)
                .epsilon(1e-6)
                .maxRelError(1e-4)
                .minAbsoluteError(1e-8)
                .callEachIter(
                    graph -> {
                      ((ConvLSTM2DLayer) graph.getLayer("lstm0")).rnnClearPreviousState();
                      ((ConvLSTM2DLayer) graph.getLayer("lstm1")).rnnClearPreviousState();
                    })
                .inputs(new INDArray[] {clips(DataType.DOUBLE, 2)})
                .labels(new INDArray[] {labels(2)}));
    assertThat(passed).as("seed " + SEED).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Peepholes.class)
  void itsGradientsInFloatsEqualThoseInDoubles(Peepholes peepholes) {
    ComputationGraph fast = network(DataType.FLOAT, peepholes, AHEAD);
    ComputationGraph exact = network(DataType.DOUBLE, peepholes, AHEAD);
    exact.setParams(fast.params().castTo(DataType.DOUBLE));
    INDArray clips = clips(DataType.DOUBLE, 5);
    Gradients.requireEqual(
        Gradients.of(fast, clips, labels(5)), Gradients.of(exact, clips, labels(5)), 5e-5, SEED);
  }

  @Test
  void aConfigurationReadFromJsonIsTheSame() {
    ComputationGraph network = network(DataType.FLOAT, Peepholes.CHANNEL, AHEAD);
    ComputationGraphConfiguration configuration = network.getConfiguration();
    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()).getVertices())
        .isEqualTo(configuration.getVertices());
  }

  @Test
  void refusesClipsThatEndBeforeTheForecast() {
    ComputationGraph network = network(DataType.FLOAT, Peepholes.NONE, AHEAD);
    INDArray two = frames(clips(DataType.FLOAT, 1), 0, AHEAD);
    assertThatThrownBy(() -> network.output(two))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("expected clips of more than the 2 frames of the forecast, found 2");
  }
}
