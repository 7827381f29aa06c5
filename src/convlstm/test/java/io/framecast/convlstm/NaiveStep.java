package io.framecast.convlstm;

import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Specifies the model: the equations of each stage in plain loops and doubles for one stream. Every
 * convolution keeps its input of every frame, so a tap in time is a lookup.
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

  /** Holds the hidden and cell state of a layer. */
  record Cell(Image h, Image c) {}

  private final Configuration configuration;
  private final Map<String, List<Integer>> shapes;
  private final Weights weights;
  private final int height;
  private final int width;
  private final Map<String, Cell> cells = new HashMap<>();
  private final Map<String, List<Image>> inputs = new HashMap<>();

  /** The outputs of the stages in the last step. */
  final List<Image> outputs = new ArrayList<>();

  NaiveStep(Weights weights, int height, int width) {
    this.weights = weights;
    this.configuration = weights.configuration();
    this.shapes = configuration.tensorShapes();
    this.height = height;
    this.width = width;
  }

  private NaiveStep copy() {
    NaiveStep copy = new NaiveStep(weights, height, width);
    copy.cells.putAll(cells);
    inputs.forEach((name, images) -> copy.inputs.put(name, new ArrayList<>(images)));
    return copy;
  }

  private int ceil(int size) {
    return (size + configuration.patch() - 1) / configuration.patch();
  }

  float[] next(float[] frame) {
    return forecast(frame, 1).get(0);
  }

  /** Advances by a frame; returns the predictions of the next ones. */
  List<float[]> forecast(float[] frame, int leads) {
    Image features = run(configuration.stages(), spaceToDepth(scale(frame, configuration.input())));
    List<float[]> predictions = new ArrayList<>();
    if (configuration.forecaster().isEmpty()) {
      for (int lead = 0; lead < configuration.leads(); lead++) {
        predictions.add(scale(depthToSpace(lead(features, lead)), configuration.output()));
      }
      NaiveStep ahead = copy();
      while (predictions.size() < leads) {
        float[] own = predictions.get(predictions.size() - configuration.leads());
        List<float[]> next = ahead.forecast(own, configuration.leads());
        predictions.add(next.get(next.size() - 1));
      }
      return predictions.subList(0, leads);
    }
    NaiveStep ahead = copy();
    List<ConvLstm2D> from = Configuration.layers(configuration.stages());
    List<ConvLstm2D> to = Configuration.layers(configuration.forecaster());
    for (int l = 0; l < to.size(); l++) {
      ahead.cells.put(to.get(l).name(), ahead.cells.get(from.get(l).name()));
    }
    for (int lead = 0; lead < leads; lead++) {
      Image nothing = new Image(ceil(height), ceil(width), 0);
      Image out = ahead.run(configuration.forecaster(), nothing);
      predictions.add(scale(depthToSpace(out), configuration.output()));
    }
    return predictions;
  }

  private Image lead(Image all, int lead) {
    int depth = configuration.depthChannels();
    Image one = new Image(all.height, all.width, depth);
    for (int y = 0; y < all.height; y++) {
      for (int x = 0; x < all.width; x++) {
        for (int k = 0; k < depth; k++) {
          one.set(y, x, k, all.at(y, x, lead * depth + k));
        }
      }
    }
    return one;
  }

  private Image run(List<Stage> stages, Image first) {
    outputs.clear();
    Image x = first;
    List<Image> hidden = new ArrayList<>();
    for (Stage stage : stages) {
      if (stage instanceof ConvLstm2D layer) {
        x = layer(layer, x);
        hidden.add(x);
      } else if (stage instanceof Conv3D convolution) {
        x = convolution(convolution, x);
      } else if (stage instanceof Conv2D convolution) {
        Image sum = convolve(x, convolution.name() + ".kernel", 0, convolution.kernel());
        x = activate(convolution.name(), convolution.useBias(), convolution.activation(), sum);
      } else if (stage instanceof BatchNormalization batch) {
        x = normalize(batch.name(), batch.epsilon(), true, x);
      } else if (stage instanceof LayerNormalization layer) {
        x = normalize(layer.name(), layer.epsilon(), false, x);
      } else if (stage instanceof Elementwise function) {
        x = activate(function.name(), false, function.activation(), x);
      } else if (stage instanceof HiddenStates) {
        x = concatenate(hidden);
      }
      outputs.add(x);
    }
    return x;
  }

  private Image layer(ConvLstm2D layer, Image x) {
    String name = layer.name();
    int filters = layer.filters();
    Kernel size = layer.kernel();
    Image zero = new Image(x.height, x.width, filters);
    Cell before = cells.getOrDefault(name, new Cell(zero, zero));
    Image fromX =
        x.channels == 0
            ? new Image(x.height, x.width, 4 * filters)
            : convolve(x, name + ".kernel", 0, size);
    Kernel recurrent = new Kernel(size.height(), size.width(), 1, 1);
    Image fromH = convolve(before.h, name + ".recurrent_kernel", 0, recurrent);
    Image h = new Image(x.height, x.width, filters);
    Image c = new Image(x.height, x.width, filters);
    for (int y = 0; y < x.height; y++) {
      for (int xx = 0; xx < x.width; xx++) {
        for (int k = 0; k < filters; k++) {
          double[] z = new double[4];
          for (int gate = 0; gate < 4; gate++) {
            int at = gate * filters + k;
            z[gate] = fromX.at(y, xx, at) + fromH.at(y, xx, at);
            z[gate] += layer.useBias() ? weights.tensor(name + ".bias")[at] : 0;
          }
          double old = before.c.at(y, xx, k);
          double i = gate(layer, z[0] + peephole(layer, 0, y, xx, k) * old);
          double f = gate(layer, z[1] + peephole(layer, 1, y, xx, k) * old);
          double now = f * old + i * activation(layer.activation(), z[2]);
          double o = gate(layer, z[3] + peephole(layer, 2, y, xx, k) * now);
          c.set(y, xx, k, now);
          h.set(y, xx, k, o * activation(layer.activation(), now));
        }
      }
    }
    cells.put(name, new Cell(h, c));
    return h;
  }

  private static double gate(ConvLstm2D layer, double z) {
    return activation(layer.recurrentActivation(), z);
  }

  private double peephole(ConvLstm2D layer, int gate, int y, int x, int k) {
    if (layer.peephole() == Peephole.NONE) {
      return 0;
    }
    float[] all = weights.tensor(layer.name() + ".peephole");
    boolean isMap = layer.peephole() == Peephole.MAP;
    int pixel = isMap ? (gate * ceil(height) + y) * ceil(width) + x : gate;
    return all[pixel * layer.filters() + k];
  }

  static double activation(Activation function, double z) {
    return switch (function) {
      case LINEAR -> z;
      case TANH -> Math.tanh(z);
      case RELU -> Math.max(0, z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case HARD_SIGMOID -> Math.max(0, Math.min(1, 0.2 * z + 0.5));
      case HARD_SIGMOID_KERAS3 -> Math.max(0, Math.min(6, z + 3)) / 6;
    };
  }

  private Image normalize(String name, double epsilon, boolean batch, Image h) {
    float[] gamma = weights.tensor(name + ".gamma");
    float[] beta = weights.tensor(name + ".beta");
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
          double m = batch ? weights.tensor(name + ".moving_mean")[k] : mean;
          double v = batch ? weights.tensor(name + ".moving_variance")[k] : square;
          out.set(y, x, k, gamma[k] * (h.at(y, x, k) - m) / Math.sqrt(v + epsilon) + beta[k]);
        }
      }
    }
    return out;
  }

  private Image convolution(Conv3D convolution, Image x) {
    String name = convolution.name();
    List<Image> all = inputs.computeIfAbsent(name, unused -> new ArrayList<>());
    all.add(x);
    int depth = convolution.depth();
    int first =
        all.size() - 1 - (convolution.padding() == Padding.CAUSAL ? depth - 1 : (depth - 1) / 2);
    Image sum = new Image(x.height, x.width, convolution.filters());
    for (int tap = 0; tap < depth; tap++) {
      int t = first + tap;
      if (t >= 0 && t < all.size()) { // zeros before the first frame and after the newest one
        Image part = convolve(all.get(t), name + ".kernel", tap, convolution.kernel());
        for (int k = 0; k < sum.values.length; k++) {
          sum.values[k] += part.values[k];
        }
      }
    }
    return activate(name, convolution.useBias(), convolution.activation(), sum);
  }

  private Image activate(String name, boolean useBias, Activation function, Image x) {
    Image out = new Image(x.height, x.width, x.channels);
    for (int k = 0; k < x.values.length; k++) {
      double bias = useBias ? weights.tensor(name + ".bias")[k % x.channels] : 0;
      out.values[k] = activation(function, x.values[k] + bias);
    }
    return out;
  }

  private static Image concatenate(List<Image> images) {
    Image first = images.get(0);
    int channels = images.stream().mapToInt(Image::channels).sum();
    Image all = new Image(first.height, first.width, channels);
    int offset = 0;
    for (Image h : images) {
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

  /** Computes a 'same' cross-correlation with one tap of {@code [(depth,) kh, kw, in, out]}. */
  private Image convolve(Image in, String name, int tap, Kernel size) {
    List<Integer> shape = shapes.get(name);
    float[] kernel = weights.tensor(name);
    int rank = shape.size();
    int rows = shape.get(rank - 4);
    int columns = shape.get(rank - 3);
    int inputs = shape.get(rank - 2);
    int outputs = shape.get(rank - 1);
    int top = (rows - 1) * size.rowDilation() / 2;
    int left = (columns - 1) * size.columnDilation() / 2;
    Image out = new Image(in.height, in.width, outputs);
    for (int y = 0; y < in.height; y++) {
      for (int x = 0; x < in.width; x++) {
        for (int o = 0; o < outputs; o++) {
          double sum = 0;
          for (int ky = 0; ky < rows; ky++) {
            for (int kx = 0; kx < columns; kx++) {
              for (int k = 0; k < inputs; k++) {
                int at = (((tap * rows + ky) * columns + kx) * inputs + k) * outputs + o;
                int row = y + ky * size.rowDilation() - top;
                int column = x + kx * size.columnDilation() - left;
                sum += kernel[at] * in.at(row, column, k);
              }
            }
          }
          out.set(y, x, o, sum);
        }
      }
    }
    return out;
  }

  private static float[] scale(float[] frame, Scaling scaling) {
    float[] scaled = new float[frame.length];
    int channels = Math.max(scaling.scale().size(), scaling.offset().size());
    for (int k = 0; k < frame.length; k++) {
      int c = k % channels;
      double factor = scaling.scale().get(c % scaling.scale().size());
      double shift = scaling.offset().get(c % scaling.offset().size());
      scaled[k] = (float) (factor * frame[k] + shift);
    }
    return scaled;
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
