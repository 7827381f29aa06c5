package io.framecast.frames;

import java.util.Arrays;

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
    double sum = 0;
    for (int channel = 0; channel < a.channels(); channel++) {
      sum += channel(a, b, channel);
    }
    return sum / a.channels();
  }

  private static double channel(Frame a, Frame b, int channel) {
    int height = a.height();
    int width = a.width();
    double[] x = plane(a, channel);
    double[] y = plane(b, channel);
    double[] squares = new double[x.length]; // x^2 + y^2: only the sum of the variances is needed
    double[] product = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i] + y[i] * y[i];
      product[i] = x[i] * y[i];
    }
    double[] meanX = windowMeans(x, height, width);
    double[] meanY = windowMeans(y, height, width);
    double[] meanSquares = windowMeans(squares, height, width);
    double[] meanProduct = windowMeans(product, height, width);
    double sum = 0;
    for (int i = 0; i < meanX.length; i++) {
      double both = meanX[i] * meanY[i];
      double each = meanX[i] * meanX[i] + meanY[i] * meanY[i];
      sum +=
          (2 * both + C1)
              * (2 * (meanProduct[i] - both) + C2)
              / ((each + C1) * (meanSquares[i] - each + C2));
    }
    return sum / meanX.length;
  }

  private static double[] plane(Frame frame, int channel) {
    double[] plane = new double[frame.height() * frame.width()];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = frame.pixels()[i * frame.channels() + channel];
    }
    return plane;
  }

  /** Returns the weighted mean at each position: [height - window + 1, width - window + 1]. */
  private static double[] windowMeans(double[] plane, int height, int width) {
    double[] down = kernel(height);
    double[] along = kernel(width);
    int rows = height - down.length + 1;
    int columns = width - along.length + 1;
    double[] means = new double[rows * columns];
    double[] row = new double[width];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < down.length; k++) {
        double weight = down[k];
        int from = (r + k) * width;
        for (int c = 0; c < width; c++) {
          row[c] += weight * plane[from + c];
        }
      }
      for (int k = 0; k < along.length; k++) {
        double weight = along[k];
        int to = r * columns;
        for (int c = 0; c < columns; c++) {
          means[to + c] += weight * row[c + k];
        }
      }
    }
    return means;
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
