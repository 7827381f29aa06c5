package io.framecast.layers;

import org.jspecify.annotations.Nullable;

/**
 * Specifies the layers in plain loops and doubles, close to their equations. It shares no code with
 * the layers; clips are {@code [batch][time][height][width][channels]}.
 */
final class PlainLoops {
  private PlainLoops() {}

  /**
   * Computes equation 3 of Shi et al. 2015. Kernels are {@code [kh][kw][in][4 * filters]} with
   * gates in the order i f c o.
   *
   * @param peepholes {@code [3][height][width][filters]} of the gates i f o; null without
   */
  static double[][][][][] convLstm(
      double[][][][][] x,
      double[][][][] inputKernel,
      double[][][][] recurrentKernel,
      double[] bias,
      double @Nullable [][][][] peepholes,
      CellActivation gates,
      CellActivation activation) {
    int filters = bias.length / 4;
    double[][][][][] hidden = new double[x.length][][][][];
    for (int n = 0; n < x.length; n++) {
      hidden[n] = new double[x[n].length][][][];
      double[][][] h = new double[x[n][0].length][x[n][0][0].length][filters];
      double[][][] c = new double[h.length][h[0].length][filters];
      for (int t = 0; t < x[n].length; t++) {
        double[][][] fromInput = convolve(x[n][t], inputKernel);
        double[][][] fromHidden = convolve(h, recurrentKernel);
        h = new double[h.length][h[0].length][filters];
        for (int row = 0; row < h.length; row++) {
          for (int column = 0; column < h[0].length; column++) {
            double[] z = new double[4 * filters];
            for (int k = 0; k < z.length; k++) {
              z[k] = fromInput[row][column][k] + fromHidden[row][column][k] + bias[k];
            }
            for (int k = 0; k < filters; k++) {
              double old = c[row][column][k];
              double[] p = new double[3];
              for (int gate = 0; gate < 3 && peepholes != null; gate++) {
                p[gate] = peepholes[gate][row][column][k];
              }
              double i = function(gates, z[k] + p[0] * old);
              double f = function(gates, z[filters + k] + p[1] * old);
              double next = f * old + i * function(activation, z[2 * filters + k]);
              double o = function(gates, z[3 * filters + k] + p[2] * next);
              c[row][column][k] = next;
              h[row][column][k] = o * function(activation, next);
            }
          }
        }
        hidden[n][t] = h;
      }
    }
    return hidden;
  }

  private static double function(CellActivation activation, double z) {
    return switch (activation) {
      case LINEAR -> z;
      case TANH -> Math.tanh(z);
      case RELU -> z > 0 ? z : 0;
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case HARD_SIGMOID -> clip(0.2 * z + 0.5);
      case HARD_SIGMOID_KERAS3 -> clip(z / 6 + 0.5);
    };
  }

  private static double clip(double line) {
    return line < 0 ? 0 : line > 1 ? 1 : line;
  }

  /** Computes a 'same' cross-correlation with stride 1; kernels are {@code [kh][kw][in][out]}. */
  static double[][][] convolve(double[][][] frame, double[][][][] kernel) {
    int height = frame.length;
    int width = frame[0].length;
    double[][][] sums = new double[height][width][kernel[0][0][0].length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        for (int dy = 0; dy < kernel.length; dy++) {
          for (int dx = 0; dx < kernel[0].length; dx++) {
            int y = row + dy - kernel.length / 2;
            int x = column + dx - kernel[0].length / 2;
            if (y < 0 || y >= height || x < 0 || x >= width) {
              continue;
            }
            for (int in = 0; in < frame[0][0].length; in++) {
              for (int out = 0; out < sums[0][0].length; out++) {
                sums[row][column][out] += frame[y][x][in] * kernel[dy][dx][in][out];
              }
            }
          }
        }
      }
    }
    return sums;
  }

  /** Adds for output t the bias and the taps on frames t - past to t - past + depth - 1. */
  static double[][][][] convolve3d(
      double[][][][] clip, double[][][][][] kernel, double[] bias, int past) {
    double[][][][] out = new double[clip.length][][][];
    for (int t = 0; t < clip.length; t++) {
      out[t] = new double[clip[0].length][clip[0][0].length][bias.length];
      for (int tap = 0; tap < kernel.length; tap++) {
        int source = t - past + tap;
        if (source >= 0 && source < clip.length) {
          add(out[t], convolve(clip[source], kernel[tap]));
        }
      }
      for (double[][] row : out[t]) {
        for (double[] pixel : row) {
          for (int k = 0; k < bias.length; k++) {
            pixel[k] += bias[k];
          }
        }
      }
    }
    return out;
  }

  private static void add(double[][][] sum, double[][][] other) {
    for (int row = 0; row < sum.length; row++) {
      for (int column = 0; column < sum[0].length; column++) {
        for (int k = 0; k < sum[0][0].length; k++) {
          sum[row][column][k] += other[row][column][k];
        }
      }
    }
  }

  /** Computes (x - mean) / sqrt(variance + epsilon) over the channels, then scale and shift. */
  static double[] layerNormalization(
      double[] pixel, double[] gamma, double[] beta, double epsilon) {
    double mean = 0;
    for (double value : pixel) {
      mean += value / pixel.length;
    }
    double variance = 0;
    for (double value : pixel) {
      variance += (value - mean) * (value - mean) / pixel.length;
    }
    double[] out = new double[pixel.length];
    for (int k = 0; k < pixel.length; k++) {
      out[k] = (pixel[k] - mean) / Math.sqrt(variance + epsilon) * gamma[k] + beta[k];
    }
    return out;
  }
}
