package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Checks that errors state what was expected and what was found. */
class BadInputTest {
  private final ComputationGraph network =
      Networks.squares(DataType.FLOAT, new NoOp(), Networks.clips(6, 9, 2), 4, false);

  @Test
  void refusesEvenKernelsAndMissingFilters() {
    assertThatThrownBy(() -> new ConvLSTM2D.Builder().name("a").nOut(4).kernelSize(3, 4).build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessage("ConvLSTM2D \"a\": expected an odd kernel width, found 4");
    assertThatThrownBy(() -> new ConvLSTM2D.Builder().name("a").kernelSize(3).build())
        .hasMessage("ConvLSTM2D \"a\": expected filters (nOut) above 0, found 0");
    assertThatThrownBy(() -> new CausalConvolution3D.Builder().name("a").nOut(1).depth(0).build())
        .hasMessage("CausalConvolution3D \"a\": expected depth above 0, found 0");
    assertThatThrownBy(
            () ->
                new CausalConvolution3D.Builder()
                    .name("a")
                    .nOut(1)
                    .depth(2)
                    .lookAhead(true)
                    .build())
        .hasMessage(
            "CausalConvolution3D \"a\": expected an odd depth where taps are centred, found 2");
    assertThatThrownBy(() -> new GlobalNormClip(0)).hasMessageContaining("above 0, found 0.0");
  }

  @Test
  void refusesAnInputTypeThatIsNoClip() {
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(new ConvLSTM2D.Builder().name("a").nOut(4).build())
                    .setInputType(InputType.recurrent(7))
                    .build())
        .hasMessageContaining("ConvLSTM2D \"a\": expected input of type")
        .hasMessageContaining("found InputTypeRecurrent(7");
  }

  @Test
  void refusesAnInputOfAnotherRankOrOtherChannels() {
    assertThatThrownBy(() -> network.output(Nd4j.zeros(DataType.FLOAT, 3, 6, 9, 2)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessage(
            "ConvLSTM2D \"lstm0\": expected [batch, time, height, width, 2], found [3, 6, 9, 2]");
    assertThatThrownBy(() -> network.output(Nd4j.zeros(DataType.FLOAT, 3, 4, 6, 9, 1)))
        .hasMessageContaining("found [3, 4, 6, 9, 1]");
  }

  @Test
  void refusesLabelsOfAnotherShape() {
    INDArray[] clip = {Nd4j.zeros(DataType.FLOAT, 3, 4, 6, 9, 2)};
    INDArray[] labels = {Nd4j.zeros(DataType.FLOAT, 3, 4, 6, 9, 1)};
    assertThatThrownBy(() -> network.fit(clip, labels))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessage(
            "BinaryCrossEntropy5D \"loss\": expected labels [3, 4, 6, 9, 2], found [3, 4, 6, 9, 1]");
  }

  @Test
  void refusesAStateWithoutItsCellState() {
    ConvLSTM2DLayer layer = (ConvLSTM2DLayer) network.getLayer("lstm0");
    assertThatThrownBy(() -> layer.rnnSetPreviousState(Map.of("h", Nd4j.zeros(3, 6, 9, 4))))
        .hasMessage("ConvLSTM2D \"lstm0\": expected a state of h and c of one shape, found [h]");
  }

  @Test
  void acceptsClipsOfChangingSizeAndLength() {
    for (long[] shape : new long[][] {{1, 3, 6, 9, 2}, {2, 5, 9, 4, 2}, {1, 1, 1, 3, 2}}) {
      assertThat(network.outputSingle(Nd4j.rand(DataType.FLOAT, shape)).shape()).isEqualTo(shape);
    }
  }
}
