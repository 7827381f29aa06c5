package io.framecast.frames;

/**
 * Computes the structural similarity (Wang et al. 2004, eq. 13) on [0, 1]. The window is gaussian,
 * 11x11 with sigma 1.5; C1 = .01^2 and C2 = .03^2. The mean is over every position where the window
 * lies inside the frame, then over channels. Along a side shorter than 11 the window has the
 * largest odd size that fits.
 */
final class Ssim {
  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private Ssim() {}

  static double of(Frame a, Frame b) {
    double[] down = kernel(a.height());
    double[] along = kernel(a.width());
    double sum = 0;
    for (int channel = 0; channel < a.channels(); channel++) {
      sum += similarity(plane(a, channel), plane(b, channel), down, along, a.width());
    }
    return sum / a.channels();
  }

  private static double similarity(
      double[] x, double[] y, double[] down, double[] along, int width) {
    double[] squares = new double[x.length]; // x^2 + y^2: only the sum of the variances is needed
    double[] product = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i] + y[i] * y[i];
      product[i] = x[i] * y[i];
    }
    double[] meanX = windowMeans(x, down, along, width);
    double[] meanY = windowMeans(y, down, along, width);
    double[] meanSquares = windowMeans(squares, down, along, width);
    double[] meanProduct = windowMeans(product, down, along, width);
    int rows = x.length / width - down.length + 1;
    int columns = width - along.length + 1;
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int i = row * width; i < row * width + columns; i++) {
        double both = meanX[i] * meanY[i];
        double each = meanX[i] * meanX[i] + meanY[i] * meanY[i];
        sum +=
            (2 * both + C1)
                * (2 * (meanProduct[i] - both) + C2)
                / ((each + C1) * (meanSquares[i] - each + C2));
      }
    }
    return sum / (rows * columns);
  }

  private static double[] plane(Frame frame, int channel) {
    double[] plane = new double[frame.height() * frame.width()];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = frame.pixels()[i * frame.channels() + channel];
    }
    return plane;
  }

  /**
   * Returns the weighted means of the windows that begin at each pixel, row by row. In the last
   * columns of a row a window runs into the next row; those means have no meaning.
   */
  private static double[] windowMeans(double[] plane, double[] down, double[] along, int width) {
    return weightedSums(weightedSums(plane, down, width), along, 1);
  }

  /** Returns for each index the weighted sum of the values there, a stride further, and so on. */
  private static double[] weightedSums(double[] values, double[] weights, int stride) {
    double[] sums = new double[values.length - (weights.length - 1) * stride];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weights[0] * values[i];
    }
    // the number of weights is odd; two at a time halve the loads and stores of the sums
    for (int k = 1; k < weights.length; k += 2) {
      double weight = weights[k];
      double next = weights[k + 1];
      int from = k * stride;
      int nextFrom = from + stride;
      for (int i = 0; i < sums.length; i++) {
        sums[i] = sums[i] + weight * values[from + i] + next * values[nextFrom + i];
      }
    }
    return sums;
  }

  private static double[] kernel(int side) {
    int size = Math.min(WINDOW, side % 2 == 1 ? side : side - 1);
    double[] kernel = new double[Math.max(1, size)];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double distance = i - (kernel.length - 1) / 2.0;
      kernel[i] = Math.exp(-distance * distance / (2 * SIGMA * SIGMA));
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }
}
