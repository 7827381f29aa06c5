package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.util.Objects;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Compares three cells with batch normalisation and a centred 3x3x3 head with tensorflow.js 4.22:
 * see test/resources/keras-reference. The tolerance is that of the reference itself.
 */
class KerasReferenceTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "small_hs, HARD_SIGMOID, FLOAT",
    "small_sg, SIGMOID, FLOAT",
    "small_hs, HARD_SIGMOID, DOUBLE",
    "small_sg, SIGMOID, DOUBLE"
  })
  void theReferenceNetworkAgreesWithKeras(String name, CellActivation gates, DataType type) {
    MultiLayerNetwork network =
        Networks.keras(type, new NoOp(), gates, Networks.clips(10, 12, 1), 3, 4);
    for (int layer = 0; layer < 3; layer++) {
      set(network, 2 * layer + "_W", name, "lstm" + layer + "_kernel");
      set(network, 2 * layer + "_RW", name, "lstm" + layer + "_recurrent_kernel");
      set(network, 2 * layer + "_b", name, "lstm" + layer + "_bias");
      set(network, 2 * layer + 1 + "_gamma", name, "bn" + layer + "_gamma");
      set(network, 2 * layer + 1 + "_beta", name, "bn" + layer + "_beta");
      set(network, 2 * layer + 1 + "_mean", name, "bn" + layer + "_moving_mean");
      set(network, 2 * layer + 1 + "_var", name, "bn" + layer + "_moving_variance");
    }
    set(network, "6_W", name, "conv3d_kernel");
    set(network, "6_b", name, "conv3d_bias");

    INDArray input = read(name, "input").castTo(type);
    var activations = network.feedForward(input);

    close(activations.get(1), read(name, "lstm0_output"));
    close(activations.get(6), read(name, "bn2_output"));
    close(activations.get(8), read(name, "output"));
  }

  private static void close(INDArray found, INDArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.castTo(DataType.FLOAT).sub(expected).amaxNumber().doubleValue())
        .isLessThan(TOLERANCE);
  }

  private static void set(MultiLayerNetwork network, String key, String name, String file) {
    INDArray value = read(name, file);
    INDArray parameter = network.getParam(key);
    assertThat(parameter.shape()).as(key).isEqualTo(value.shape());
    parameter.assign(value);
  }

  private static INDArray read(String name, String file) {
    String path = "/keras-reference/" + name + "/" + file + ".npy";
    URL url = Objects.requireNonNull(KerasReferenceTest.class.getResource(path), path);
    return Nd4j.createFromNpyFile(new File(url.getPath()));
  }
}
