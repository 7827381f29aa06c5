package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Gates;
import io.framecast.convlstm.Configuration.Head;
import io.framecast.convlstm.Configuration.Normalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Specifies the model: the equations of the ConvLSTM in plain loops and doubles for one stream.
 * {@code features} keeps the head's input of every frame, so a tap of the head is a lookup.
 */
final class NaiveStep {

  /** Holds an image of doubles, zero outside its borders. */
  record Image(int height, int width, int channels, double[] values) {
    Image(int height, int width, int channels) {
      this(height, width, channels, new double[height * width * channels]);
    }

    double at(int y, int x, int c) {
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return inside ? values[(y * width + x) * channels + c] : 0;
    }

    void set(int y, int x, int c, double value) {
      values[(y * width + x) * channels + c] = value;
    }
  }

  private final Configuration configuration;
  private final Map<String, List<Integer>> shapes;
  private final Weights weights;
  private final int height;
  private final int width;
  private final Image[] hidden;
  private final Image[] cell;
  private final List<Image> features = new ArrayList<>();

  /** The hidden states of the last step, layer by layer. */
  final List<Image> hiddenStates = new ArrayList<>();

  /** The outputs of the last step after normalisation, layer by layer. */
  final List<Image> outputs = new ArrayList<>();

  NaiveStep(Weights weights, int height, int width) {
    this.weights = weights;
    this.configuration = weights.configuration();
    this.shapes = configuration.tensorShapes();
    this.height = height;
    this.width = width;
    int layers = configuration.layers().size();
    hidden = new Image[layers];
    cell = new Image[layers];
    for (int l = 0; l < layers; l++) {
      hidden[l] = new Image(ceil(height), ceil(width), configuration.layers().get(l).filters());
      cell[l] = new Image(ceil(height), ceil(width), configuration.layers().get(l).filters());
    }
  }

  private int ceil(int size) {
    return (size + configuration.patch() - 1) / configuration.patch();
  }

  float[] next(float[] frame) {
    hiddenStates.clear();
    outputs.clear();
    Image x = spaceToDepth(frame);
    for (int l = 0; l < hidden.length; l++) {
      Image h = cell(l, x);
      hiddenStates.add(h);
      x = configuration.isNormalized(l) ? normalize(l, h) : h;
      outputs.add(x);
    }
    features.add(x);
    return depthToSpace(head());
  }

  private Image cell(int l, Image x) {
    String name = "layers." + l;
    int filters = hidden[l].channels;
    Image fromX = convolve(x, name + ".kernel", 0);
    Image fromH = convolve(hidden[l], name + ".recurrent_kernel", 0);
    float[] bias = weights.tensor(name + ".bias");
    Image h = new Image(x.height, x.width, filters);
    Image c = new Image(x.height, x.width, filters);
    for (int y = 0; y < x.height; y++) {
      for (int xx = 0; xx < x.width; xx++) {
        for (int k = 0; k < filters; k++) {
          double[] z = new double[4];
          for (int gate = 0; gate < 4; gate++) {
            int at = gate * filters + k;
            z[gate] = fromX.at(y, xx, at) + fromH.at(y, xx, at) + bias[at];
          }
          double now = gate(z[1]) * cell[l].at(y, xx, k) + gate(z[0]) * Math.tanh(z[2]);
          c.set(y, xx, k, now);
          h.set(y, xx, k, gate(z[3]) * Math.tanh(now));
        }
      }
    }
    cell[l] = c;
    hidden[l] = h;
    return h;
  }

  private double gate(double z) {
    return configuration.gates() == Gates.SIGMOID
        ? 1 / (1 + Math.exp(-z))
        : Math.max(0, Math.min(1, 0.2 * z + 0.5));
  }

  private Image normalize(int l, Image h) {
    String name = "layers." + l + ".norm.";
    float[] gamma = weights.tensor(name + "gamma");
    float[] beta = weights.tensor(name + "beta");
    Image out = new Image(h.height, h.width, h.channels);
    for (int y = 0; y < h.height; y++) {
      for (int x = 0; x < h.width; x++) {
        double mean = 0;
        double square = 0;
        for (int k = 0; k < h.channels; k++) {
          mean += h.at(y, x, k) / h.channels;
        }
        for (int k = 0; k < h.channels; k++) {
          square += Math.pow(h.at(y, x, k) - mean, 2) / h.channels;
        }
        for (int k = 0; k < h.channels; k++) {
          boolean batch = configuration.normalization() == Normalization.BATCH;
          double m = batch ? weights.tensor(name + "moving_mean")[k] : mean;
          double v = batch ? weights.tensor(name + "moving_variance")[k] : square;
          double standard = (h.at(y, x, k) - m) / Math.sqrt(v + configuration.epsilon());
          out.set(y, x, k, gamma[k] * standard + beta[k]);
        }
      }
    }
    return out;
  }

  private Image head() {
    Head head = configuration.head();
    int t = features.size() - 1;
    float[] bias = weights.tensor("head.bias");
    Image sum = new Image(ceil(height), ceil(width), bias.length);
    for (int tap = 0; tap < head.depth(); tap++) {
      Image part =
          switch (head.kind()) {
            case HIDDEN -> convolve(concatenated(), "head.kernel", tap);
            case CAUSAL -> tap(t - head.depth() + 1 + tap, tap);
            case SAME -> tap(t - head.depth() / 2 + tap, tap);
          };
      for (int k = 0; k < sum.values.length; k++) {
        sum.values[k] += part.values[k];
      }
    }
    for (int k = 0; k < sum.values.length; k++) {
      sum.values[k] = 1 / (1 + Math.exp(-(sum.values[k] + bias[k % bias.length])));
    }
    return sum;
  }

  private Image tap(int t, int tap) {
    boolean known = t >= 0 && t < features.size();
    Image zero = new Image(ceil(height), ceil(width), configuration.headChannels());
    return convolve(known ? features.get(t) : zero, "head.kernel", tap);
  }

  private Image concatenated() {
    Image all = new Image(ceil(height), ceil(width), configuration.headChannels());
    int offset = 0;
    for (Image h : hiddenStates) {
      for (int y = 0; y < h.height; y++) {
        for (int x = 0; x < h.width; x++) {
          for (int k = 0; k < h.channels; k++) {
            all.set(y, x, offset + k, h.at(y, x, k));
          }
        }
      }
      offset += h.channels;
    }
    return all;
  }

  /** Computes a 'same' cross-correlation with one tap of {@code [(depth,) k, k, in, out]}. */
  private Image convolve(Image in, String name, int tap) {
    List<Integer> shape = shapes.get(name);
    float[] kernel = weights.tensor(name);
    int rank = shape.size();
    int side = shape.get(rank - 4);
    int inputs = shape.get(rank - 2);
    int outputs = shape.get(rank - 1);
    Image out = new Image(in.height, in.width, outputs);
    for (int y = 0; y < in.height; y++) {
      for (int x = 0; x < in.width; x++) {
        for (int o = 0; o < outputs; o++) {
          double sum = 0;
          for (int ky = 0; ky < side; ky++) {
            for (int kx = 0; kx < side; kx++) {
              for (int k = 0; k < inputs; k++) {
                int at = (((tap * side + ky) * side + kx) * inputs + k) * outputs + o;
                sum += kernel[at] * in.at(y + ky - side / 2, x + kx - side / 2, k);
              }
            }
          }
          out.set(y, x, o, sum);
        }
      }
    }
    return out;
  }

  private Image spaceToDepth(float[] frame) {
    int p = configuration.patch();
    int channels = configuration.channels();
    Image out = new Image(ceil(height), ceil(width), configuration.depthChannels());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < channels; k++) {
          int depth = (y % p * p + x % p) * channels + k;
          out.set(y / p, x / p, depth, frame[(y * width + x) * channels + k]);
        }
      }
    }
    return out;
  }

  private float[] depthToSpace(Image folded) {
    int p = configuration.patch();
    int channels = configuration.channels();
    float[] frame = new float[height * width * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < channels; k++) {
          int depth = (y % p * p + x % p) * channels + k;
          frame[(y * width + x) * channels + k] = (float) folded.at(y / p, x / p, depth);
        }
      }
    }
    return frame;
  }
}
