package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.LayersForm.Normalization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with two small networks of Keras' layers in an independent implementation
 * (TensorFlow.js). Its output for the last frame of a clip is the prediction of a stream after that
 * frame.
 */
class KerasReferenceTest {

  private static final int FRAMES = 6;
  private static final int HEIGHT = 10;
  private static final int WIDTH = 12;
  private static final int FILTERS = 4;

  /** Both sides compute in float, but add in different orders. */
  private static final float TOLERANCE = 1e-5f;

  @ParameterizedTest
  @ValueSource(strings = {"small_hs", "small_sg"})
  void theNaiveStepAgreesWithKerasLayerByLayer(String name) throws IOException {
    NaiveStep naive = new NaiveStep(weights(name), HEIGHT, WIDTH);
    float[] first = floats(name, "lstm0_output");
    float[] last = floats(name, "bn2_output");
    for (int t = 0; t < FRAMES; t++) {
      float[] prediction = naive.next(frame(name, t));
      assertThat(asFloats(naive.outputs.get(0)))
          .containsExactly(part(first, t, FILTERS), within(TOLERANCE));
      assertThat(asFloats(naive.outputs.get(5)))
          .containsExactly(part(last, t, FILTERS), within(TOLERANCE));
      if (t == FRAMES - 1) {
        assertThat(prediction)
            .containsExactly(part(floats(name, "output"), t, 1), within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"small_hs", "small_sg"})
  void theFastStepAgreesWithTheLastFrameOfKeras(String name) throws IOException {
    Weights weights = weights(name);
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), HEIGHT, WIDTH)) {
      float[] prediction = new float[HEIGHT * WIDTH];
      for (int t = 0; t < FRAMES; t++) {
        step.next(state, frame(name, t), prediction);
      }
      assertThat(prediction)
          .containsExactly(part(floats(name, "output"), FRAMES - 1, 1), within(TOLERANCE));
    }
  }

  private static Weights weights(String name) throws IOException {
    Layer layer = new Layer(FILTERS, 3);
    Configuration configuration =
        new LayersForm(
                1,
                1,
                List.of(layer, layer, layer),
                name.equals("small_hs") ? Activation.HARD_SIGMOID : Activation.SIGMOID,
                Normalization.BATCH,
                1e-3,
                new Head(Head.Kind.SAME, 3, 3))
            .toConfiguration();
    Map<String, float[]> tensors = new HashMap<>();
    for (int l = 0; l < 3; l++) {
      for (String part : List.of("kernel", "recurrent_kernel", "bias")) {
        tensors.put("layers." + l + "." + part, floats(name, "lstm" + l + "_" + part));
      }
      for (String part : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
        tensors.put("layers." + l + ".norm." + part, floats(name, "bn" + l + "_" + part));
      }
    }
    tensors.put("head.kernel", floats(name, "conv3d_kernel"));
    tensors.put("head.bias", floats(name, "conv3d_bias"));
    return Weights.of(configuration, tensors, Map.of());
  }

  private static float[] frame(String name, int t) throws IOException {
    return part(floats(name, "input"), t, 1);
  }

  private static float[] part(float[] clip, int t, int channels) {
    int size = HEIGHT * WIDTH * channels;
    return Arrays.copyOfRange(clip, t * size, (t + 1) * size);
  }

  private static float[] asFloats(NaiveStep.Image image) {
    float[] floats = new float[image.values().length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) image.values()[k];
    }
    return floats;
  }

  /** Reads a version 1 npy file of little-endian floats in C order. */
  private static float[] floats(String name, String file) throws IOException {
    String path = "/keras-reference/" + name + "/" + file + ".npy";
    try (InputStream in = KerasReferenceTest.class.getResourceAsStream(path)) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int start = 10 + bytes.getShort(8);
      assertThat(
              new String(bytes.array(), 10, start - 10, java.nio.charset.StandardCharsets.US_ASCII))
          .contains("'<f4'")
          .contains("'fortran_order': False");
      float[] floats = new float[(bytes.capacity() - start) / Float.BYTES];
      bytes.position(start);
      bytes.asFloatBuffer().get(floats);
      return floats;
    }
  }
}
