package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Checks the state between calls; equal computations in equal order need no tolerance. */
class CarriedStateTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 9;

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void twoStatefulCallsEqualOneLongSequence(DataType type) {
    ComputationGraph statefulNetwork = network(type, true);
    ComputationGraph stateless = network(type, false);
    INDArray clip = clip(type, 31);

    INDArray whole = stateless.outputSingle(clip);
    INDArray first = statefulNetwork.outputSingle(frames(clip, 0, 4));
    INDArray second = statefulNetwork.outputSingle(frames(clip, 4, 7));

    assertThat(first).as("seed 31").isEqualTo(frames(whole, 0, 4));
    assertThat(second).as("seed 31").isEqualTo(frames(whole, 4, 7));
    assertThat(statefulNetwork.outputSingle(frames(clip, 0, 4))).isNotEqualTo(first);
    statefulNetwork.rnnClearPreviousState();
    assertThat(statefulNetwork.outputSingle(frames(clip, 0, 4))).isEqualTo(first);
  }

  @Test
  void oneFrameAtATimeEqualsTheWholeClip() {
    ComputationGraph network = network(DataType.FLOAT, false);
    INDArray clip = clip(DataType.FLOAT, 32);
    INDArray whole = network.outputSingle(clip);
    for (int t = 0; t < 7; t++) {
      INDArray step = network.rnnTimeStep(frames(clip, t, t + 1))[0];
      assertThat(step).as("frame %d, seed 32", t).isEqualTo(frames(whole, t, t + 1));
    }
  }

  @Test
  void fitCarriesTheStateAndClearsThatOfSingleClips() {
    ComputationGraph network = network(DataType.FLOAT, true);
    INDArray clip = clip(DataType.FLOAT, 33);
    INDArray labels = Networks.bits(DataType.FLOAT, 3, 7, HEIGHT, WIDTH, 2);
    network.fit(new INDArray[] {clip}, new INDArray[] {labels});
    ConvLSTM2DLayer layer = (ConvLSTM2DLayer) network.getLayer("lstm1");

    Map<String, INDArray> before = layer.rnnGetPreviousState();
    layer.clearCarriedState(1);
    Map<String, INDArray> after = layer.rnnGetPreviousState();

    for (String key : new String[] {ConvLSTM2DLayer.HIDDEN, ConvLSTM2DLayer.CELL}) {
      assertThat(before.get(key).shape()).isEqualTo(new long[] {3, HEIGHT, WIDTH, 4});
      assertThat(before.get(key).slice(1).amaxNumber().doubleValue()).isPositive();
      assertThat(after.get(key).slice(1).amaxNumber().doubleValue()).isZero();
      assertThat(after.get(key).slice(0)).isEqualTo(before.get(key).slice(0));
      assertThat(after.get(key).slice(2)).isEqualTo(before.get(key).slice(2));
    }
  }

  @Test
  void restoresAStateThatWasReadBefore() {
    ComputationGraph network = network(DataType.FLOAT, true);
    INDArray clip = clip(DataType.FLOAT, 34);
    network.outputSingle(clip);
    Map<String, Map<String, INDArray>> states = network.rnnGetPreviousStates();
    INDArray next = network.outputSingle(clip);
    network.outputSingle(clip);
    network.rnnSetPreviousStates(states);
    assertThat(network.outputSingle(clip)).as("seed 34").isEqualTo(next);
  }

  @Test
  void refusesABatchSizeThatDiffersFromTheState() {
    ComputationGraph network = network(DataType.FLOAT, true);
    network.outputSingle(clip(DataType.FLOAT, 35));
    INDArray two = Nd4j.zeros(DataType.FLOAT, 2, 7, HEIGHT, WIDTH, 2);
    assertThatThrownBy(() -> network.outputSingle(two))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("expected a carried state of [2, 6, 9, 4]")
        .hasMessageContaining("found [3, 6, 9, 4]");
  }

  private static ComputationGraph network(DataType type, boolean stateful) {
    ComputationGraph network =
        Networks.squares(type, new Adam(1e-3), Networks.clips(HEIGHT, WIDTH, 2), 4, stateful);
    return network;
  }

  private static INDArray clip(DataType type, int seed) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.rand(type, 3, 7, HEIGHT, WIDTH, 2);
  }

  private static INDArray frames(INDArray clip, int from, int to) {
    return clip.get(all(), interval(from, to), all(), all(), all()).dup('c');
  }
}
