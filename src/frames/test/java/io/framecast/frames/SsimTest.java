package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the fast sums of {@link Ssim} with one sum for each window, in the same order. */
class SsimTest {
  @Test
  void hasTheBitsOfPlainSumsForFramesOfAnySize() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int n = 0; n < 300; n++) {
      int height = 1 + random.nextInt(40);
      int width = height + 1 + random.nextInt(30);
      int channels = 1 + random.nextInt(3);
      for (int[] size : new int[][] {{height, width}, {width, height}}) {
        Frame a = random(random, size[0], size[1], channels);
        Frame b = random(random, size[0], size[1], channels);
        assertThat(Double.doubleToRawLongBits(Ssim.of(a, b)))
            .as("%dx%dx%d, seed %d", size[0], size[1], channels, seed)
            .isEqualTo(Double.doubleToRawLongBits(plain(a, b)));
      }
    }
  }

  private static double plain(Frame a, Frame b) {
    double sum = 0;
    for (int channel = 0; channel < a.channels(); channel++) {
      sum += plain(plane(a, channel), plane(b, channel));
    }
    return sum / a.channels();
  }

  private static double plain(double[][] x, double[][] y) {
    double[] down = kernel(x.length);
    double[] along = kernel(x[0].length);
    double sum = 0;
    int positions = 0;
    for (int row = 0; row + down.length <= x.length; row++) {
      for (int column = 0; column + along.length <= x[0].length; column++) {
        double[] means = new double[4]; // of x, y, x^2 + y^2 and x y
        for (int j = 0; j < along.length; j++) {
          double[] columnMeans = new double[4];
          for (int i = 0; i < down.length; i++) {
            double a = x[row + i][column + j];
            double b = y[row + i][column + j];
            columnMeans[0] += down[i] * a;
            columnMeans[1] += down[i] * b;
            columnMeans[2] += down[i] * (a * a + b * b);
            columnMeans[3] += down[i] * (a * b);
          }
          for (int k = 0; k < means.length; k++) {
            means[k] += along[j] * columnMeans[k];
          }
        }
        double both = means[0] * means[1];
        double each = means[0] * means[0] + means[1] * means[1];
        sum +=
            (2 * both + 1e-2 * 1e-2)
                * (2 * (means[3] - both) + 3e-2 * 3e-2)
                / ((each + 1e-2 * 1e-2) * (means[2] - each + 3e-2 * 3e-2));
        positions++;
      }
    }
    return sum / positions;
  }

  private static double[] kernel(int side) {
    int size = Math.max(1, Math.min(11, side % 2 == 1 ? side : side - 1));
    double[] kernel = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double distance = i - (size - 1) / 2.0;
      kernel[i] = Math.exp(-distance * distance / (2 * 1.5 * 1.5));
      sum += kernel[i];
    }
    for (int i = 0; i < size; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  private static double[][] plane(Frame frame, int channel) {
    double[][] plane = new double[frame.height()][frame.width()];
    for (int i = 0; i < frame.height() * frame.width(); i++) {
      plane[i / frame.width()][i % frame.width()] = frame.pixels()[i * frame.channels() + channel];
    }
    return plane;
  }

  private static Frame random(Random random, int height, int width, int channels) {
    float[] pixels = new float[height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat();
    }
    return new Frame(height, width, channels, pixels);
  }
}
