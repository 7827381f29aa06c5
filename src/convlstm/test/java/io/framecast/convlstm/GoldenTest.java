package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with what the shipped weights gave before a network was a list of stages: the
 * predictions of 12 frames of noise and the state after them. The files also hold a hash of plain
 * convolutions: a processor that computes these alike must give the same bits.
 */
class GoldenTest {
  private static final int HEIGHT = 18;
  private static final int WIDTH = 26;
  private static final int FRAMES = 12;
  private static final long SEED = 20_260_713;

  /** Other processors add in another order, and the differences grow from frame to frame. */
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @ValueSource(strings = {"avx512", "avx2"})
  void theShippedWeightsGiveTheSameBitsAsBefore(String processor) throws Exception {
    ByteBuffer golden = read("/golden/squares-" + processor + ".bin");
    boolean isAlike = golden.getLong() == hashOfConvolutions();
    SplittableRandom random = new SplittableRandom(SEED);
    Weights weights = Weights.shipped();
    assertThat(weights.version()).isEqualTo("0b0f8cc7a959712e");
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), HEIGHT, WIDTH)) {
      float[] prediction = new float[HEIGHT * WIDTH];
      for (int t = 0; t < FRAMES; t++) {
        step.next(state, StepTest.noise(random, HEIGHT * WIDTH), prediction);
        check(prediction, floats(golden, prediction.length), isAlike, "frame " + t);
      }
      float[] found = new float[(int) state.bytes() / Float.BYTES];
      state.buffer().get(0, found);
      check(found, floats(golden, found.length), isAlike, "state");
      assertThat(golden.hasRemaining()).isFalse();
    }
  }

  @Test
  void untrainedWeightsOfAPresetAreTheSameFileAsBefore() {
    assertThat(Weights.initial(Configuration.squares(), 7).version()).isEqualTo("4dd0ea57ba90a2cf");
    assertThat(Weights.initial(Configuration.keras(), 7).version()).isEqualTo("d45f55bda65774eb");
  }

  private static void check(float[] found, float[] expected, boolean isAlike, String what) {
    if (isAlike) {
      assertThat(Arrays.equals(found, expected)).as("the same bits of %s", what).isTrue();
    }
    assertThat(found).as(what).containsExactly(expected, within(TOLERANCE));
  }

  /** Computes convolutions of the network's shapes, with kernels and inputs of noise. */
  private static long hashOfConvolutions() {
    SplittableRandom random = new SplittableRandom(1);
    long hash = 17;
    int pixels = HEIGHT / 2 * (WIDTH / 2);
    for (int[] shape : new int[][] {{3, 36, 128}, {3, 64, 128}, {1, 64, 4}}) {
      Kernel kernel = Kernel.square(shape[0]);
      float[] values = StepTest.noise(random, shape[0] * shape[0] * shape[1] * shape[2]);
      try (PackedKernel packed =
              DirectKernel.of(
                  new StackedKernel.Builder(kernel, kernel, shape[1], shape[2])
                      .add(kernel, values, 0, shape[1])
                      .build(StepTest.noise(random, shape[2])));
          Convolution convolution = packed.convolution(HEIGHT / 2, WIDTH / 2)) {
        convolution.put(0, pixels, StepTest.noise(random, pixels * shape[1]));
        float[] output = Convolutions.run(convolution, pixels, shape[2]);
        for (float value : output) {
          hash = 31 * hash + Float.floatToRawIntBits(value);
        }
      }
    }
    return hash;
  }

  private static ByteBuffer read(String resource) throws Exception {
    try (InputStream in = GoldenTest.class.getResourceAsStream(resource)) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static float[] floats(ByteBuffer from, int count) {
    float[] floats = new float[count];
    for (int k = 0; k < count; k++) {
      floats[k] = from.getFloat();
    }
    return floats;
  }
}
