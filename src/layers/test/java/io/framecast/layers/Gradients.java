package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.buffer.util.DataTypeUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes the gradients of a batch, and compares those in floats with those in doubles. */
final class Gradients {
  private Gradients() {}

  /** Lets GradientCheckUtil work; the start of ND4J sets floats, so it comes first. */
  static void useDoubles() {
    Nd4j.getExecutioner();
    DataTypeUtil.setDTypeForContext(DataType.DOUBLE);
  }

  static Map<String, INDArray> of(MultiLayerNetwork network, INDArray clips, INDArray labels) {
    DataType type = network.params().dataType();
    network.setInput(clips.castTo(type));
    network.setLabels(labels.castTo(type));
    network.computeGradientAndScore();
    return network.gradient().gradientForVariable();
  }

  static Map<String, INDArray> of(ComputationGraph network, INDArray clips, INDArray labels) {
    DataType type = network.params().dataType();
    network.setInputs(clips.castTo(type));
    network.setLabels(labels.castTo(type));
    network.computeGradientAndScore();
    return network.gradient().gradientForVariable();
  }

  /**
   * Requires that they are equal.
   *
   * @param limit the largest difference, relative to the largest value of a parameter's gradient
   */
  static void requireEqual(
      Map<String, INDArray> floats, Map<String, INDArray> doubles, double limit, int seed) {
    assertThat(floats.keySet()).isEqualTo(doubles.keySet());
    doubles.forEach(
        (key, gradient) ->
            assertThat(
                    largestDifference(floats.get(key), gradient)
                        / gradient.amaxNumber().doubleValue())
                .as("%s, seed %d", key, seed)
                .isLessThan(limit));
  }

  static double largestDifference(INDArray floats, INDArray doubles) {
    return floats.castTo(DataType.DOUBLE).sub(doubles).amaxNumber().doubleValue();
  }
}
