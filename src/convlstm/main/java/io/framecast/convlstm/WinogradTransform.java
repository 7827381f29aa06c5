package io.framecast.convlstm;

/**
 * The transforms of Winograd's minimal filtering F(4x4, 3x3): a tile of 4x4 outputs of a 3x3 filter
 * takes 36 products instead of 144 (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural
 * Networks", section 4). In one dimension they are the Toom-Cook method: polynomials are evaluated
 * at points, multiplied and interpolated. Kronecker products of its matrices transform a whole tile
 * at once.
 *
 * <p>The points decide how much rounding grows. With 0, 1, -1, 2 and -2, which are common, the
 * differences are several times as large as with these (Barabasz et al. 2020, "Error Analysis and
 * Improving the Accuracy of Winograd Convolution for Deep Neural Networks"). Both transforms of the
 * data are exact in floats.
 */
final class WinogradTransform {
  /** Outputs of a tile along one side. */
  static final int OUTPUTS = 4;

  /** Inputs of a tile along one side, and its products. */
  static final int INPUTS = 6;

  private static final int TAPS = 3;

  private static final double[] POINTS = {0, 0.625, -0.625, 1.5, -1.5}; // and infinity

  private static final double[][] INPUT = new double[INPUTS][INPUTS]; // B^T of the paper
  private static final double[][] FILTER = new double[INPUTS][TAPS]; // G
  private static final double[][] OUTPUT = new double[OUTPUTS][INPUTS]; // A^T

  static {
    int last = INPUTS - 1;
    for (int k = 0; k < last; k++) {
      double[] others = {1}; // coefficients of the product of (x - point) over the other points
      double scale = 1;
      for (int j = 0; j < last; j++) {
        if (j != k) {
          others = timesRoot(others, POINTS[j]);
          scale *= POINTS[k] - POINTS[j];
        }
      }
      System.arraycopy(others, 0, INPUT[k], 0, others.length);
      for (int power = 0; power < TAPS; power++) {
        FILTER[k][power] = Math.pow(POINTS[k], power) / scale;
      }
      for (int power = 0; power < OUTPUTS; power++) {
        OUTPUT[power][k] = Math.pow(POINTS[k], power);
      }
    }
    double[] all = {1};
    for (double point : POINTS) {
      all = timesRoot(all, point);
    }
    INPUT[last] = all;
    FILTER[last][TAPS - 1] = 1;
    OUTPUT[OUTPUTS - 1][last] = 1;
  }

  /** Returns a polynomial, lowest power first, times {@code x - root}. */
  private static double[] timesRoot(double[] polynomial, double root) {
    double[] product = new double[polynomial.length + 1];
    for (int power = 0; power < polynomial.length; power++) {
      product[power + 1] += polynomial[power];
      product[power] -= root * polynomial[power];
    }
    return product;
  }

  private WinogradTransform() {}

  /** Returns the matrix {@code [36, 36]} that transforms the inputs of a tile. */
  static float[] input() {
    return kronecker(INPUT);
  }

  /** Returns the matrix {@code [16, 36]} that transforms products to the outputs of a tile. */
  static float[] output() {
    return kronecker(OUTPUT);
  }

  /** Returns the Kronecker product of a matrix with itself; its numbers are exact floats. */
  private static float[] kronecker(double[][] m) {
    int rows = m.length;
    int columns = m[0].length;
    float[] product = new float[rows * rows * columns * columns];
    int at = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < rows; x++) {
        for (int j = 0; j < columns; j++) {
          for (int i = 0; i < columns; i++) {
            product[at++] = (float) (m[y][j] * m[x][i]);
          }
        }
      }
    }
    return product;
  }

  /**
   * Returns the transform {@code G g G^T} of a kernel: {@code [36, inputs, outputs]}.
   *
   * @param kernel {@code [3, 3, inputs, outputs]}
   * @param size inputs times outputs
   */
  static float[] kernel(float[] kernel, int size) {
    float[] transformed = new float[INPUTS * INPUTS * size];
    for (int y = 0; y < INPUTS; y++) {
      for (int x = 0; x < INPUTS; x++) {
        for (int k = 0; k < size; k++) {
          double sum = 0;
          for (int tap = 0; tap < TAPS * TAPS; tap++) {
            sum += FILTER[y][tap / TAPS] * FILTER[x][tap % TAPS] * kernel[tap * size + k];
          }
          transformed[(y * INPUTS + x) * size + k] = (float) sum;
        }
      }
    }
    return transformed;
  }
}
