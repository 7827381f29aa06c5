package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares each kind of convolution with plain loops in doubles. */
class ConvolutionTest {
  private static final long SEED = Long.getLong("test.seed", System.nanoTime());

  /**
   * Kernels give outputs of about 1. Winograd's transform has factors up to 25, so its sums of
   * products lose a digit and more to a direct one's.
   */
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @CsvSource({
    "8, 8, 16, 16",
    "1, 1, 16, 16",
    "2, 3, 1, 1",
    "4, 5, 17, 21",
    "13, 10, 41, 160",
    "3, 270, 16, 40",
    "70, 3, 20, 16",
    "33, 131, 16, 17",
    "6, 7, 512, 48",
    "5, 9, 1, 4"
  })
  void byWinogradAgreesWithPlainLoops(int rows, int columns, int inputs, int outputs) {
    assumeTrue(OneDnn.isAvailable(), "oneDNN with AVX-512");
    SplittableRandom random = new SplittableRandom(SEED);
    StackedKernel kernel = kernel(3, 3, inputs, outputs, random);
    try (PackedKernel packed = WinogradKernel.of(kernel)) {
      check(packed, kernel, rows, columns, random);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "40, 40, 3, 3, 120, 1",
    "20, 20, 1, 1, 64, 4",
    "1, 1, 3, 3, 5, 2",
    "2, 1, 5, 7, 9, 1",
    "13, 10, 2, 4, 17, 3",
    "7, 3, 4, 1, 6, 12"
  })
  void byTapsAgreesWithPlainLoops(
      int rows, int columns, int kernelRows, int kernelColumns, int inputs, int outputs) {
    assumeTrue(OneDnn.isAvailable(), "oneDNN with AVX-512");
    SplittableRandom random = new SplittableRandom(SEED);
    StackedKernel kernel = kernel(kernelRows, kernelColumns, inputs, outputs, random);
    try (PackedKernel packed = TapsKernel.of(kernel)) {
      check(packed, kernel, rows, columns, random);
    }
  }

  @ParameterizedTest
  @CsvSource({"13, 10, 3, 3, 41, 160", "7, 9, 5, 2, 6, 12"})
  void directlyAgreesWithPlainLoops(
      int rows, int columns, int kernelRows, int kernelColumns, int inputs, int outputs) {
    SplittableRandom random = new SplittableRandom(SEED);
    StackedKernel kernel = kernel(kernelRows, kernelColumns, inputs, outputs, random);
    try (PackedKernel packed = DirectKernel.of(kernel)) {
      check(packed, kernel, rows, columns, random);
    }
  }

  private static StackedKernel kernel(
      int rows, int columns, int inputs, int outputs, SplittableRandom random) {
    float[] values = StepTest.noise(random, rows * columns * inputs * outputs);
    for (int k = 0; k < values.length; k++) {
      values[k] = (values[k] - 0.5f) / (float) Math.sqrt(inputs);
    }
    return new StackedKernel(
        rows, columns, inputs, outputs, values, StepTest.noise(random, outputs));
  }

  private static void check(
      PackedKernel packed, StackedKernel kernel, int rows, int columns, SplittableRandom random) {
    int pixels = rows * columns;
    try (Convolution convolution = packed.convolution(rows, columns)) {
      for (int round = 0; round < 2; round++) { // nothing may be left of the first one
        float[] image = StepTest.noise(random, pixels * kernel.inputs());
        for (int p = 0; p < pixels; p += Workspace.TILE) {
          int n = Math.min(Workspace.TILE, pixels - p);
          float[] part = new float[Workspace.TILE * kernel.inputs()];
          System.arraycopy(image, p * kernel.inputs(), part, 0, n * kernel.inputs());
          convolution.put(p, n, part);
        }
        assertThat(Convolutions.run(convolution, pixels, kernel.outputs()))
            .as("seed %d", SEED)
            .containsExactly(plain(kernel, image, rows, columns), within(TOLERANCE));
      }
    }
  }

  private static float[] plain(StackedKernel kernel, float[] image, int rows, int columns) {
    int inputs = kernel.inputs();
    int outputs = kernel.outputs();
    float[] result = new float[rows * columns * outputs];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        for (int o = 0; o < outputs; o++) {
          double sum = kernel.bias()[o];
          for (int tap = 0; tap < kernel.rows() * kernel.columns(); tap++) {
            int row = y + tap / kernel.columns() - (kernel.rows() - 1) / 2;
            int column = x + tap % kernel.columns() - (kernel.columns() - 1) / 2;
            if (row >= 0 && row < rows && column >= 0 && column < columns) {
              for (int k = 0; k < inputs; k++) {
                double weight = kernel.values()[(tap * inputs + k) * outputs + o];
                sum += weight * image[(row * columns + column) * inputs + k];
              }
            }
          }
          result[(y * columns + x) * outputs + o] = (float) sum;
        }
      }
    }
    return result;
  }
}
