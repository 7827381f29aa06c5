package io.framecast.convlstm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network's shape, which never changes once made. As JSON it travels in every weights file; its
 * keys are documented in {@code src/convlstm/README.md}.
 *
 * @param channels channels of a frame, 1 to 4
 * @param patch side of the space-to-depth patch: 1, 2 or 4 (Shi et al. 2015, section 4.1)
 * @param layers ConvLSTM layers, first to last
 * @param gates activation of the input, forget and output gates
 * @param normalization what stands between the layers
 * @param epsilon added to the variance in the normalisation (Keras: 1e-3)
 * @param head what turns hidden states into the predicted frame
 */
public record Configuration(
    @JsonProperty(required = true) int channels,
    @JsonProperty(required = true) int patch,
    @JsonProperty(required = true) List<Layer> layers,
    @JsonProperty(required = true) Gates gates,
    @JsonProperty(required = true) Normalization normalization,
    @JsonProperty(required = true) double epsilon,
    @JsonProperty(required = true) Head head) {

  /** One ConvLSTM layer with {@code filters} and an odd {@code kernel} side. */
  public record Layer(
      @JsonProperty(required = true) int filters, @JsonProperty(required = true) int kernel) {}

  /** The activation of input, forget and output gates. */
  public enum Gates {
    /** The logistic function: Keras 3's default. */
    @JsonProperty("sigmoid")
    SIGMOID,
    /** {@code clip(0.2 z + 0.5, 0, 1)}: Keras 2's default. */
    @JsonProperty("hard_sigmoid")
    HARD_SIGMOID
  }

  /** What stands between the layers, and before a convolutional head. */
  public enum Normalization {
    /** Nothing. */
    @JsonProperty("none")
    NONE,
    /** BatchNormalization in inference mode: per channel, by moving mean and variance. */
    @JsonProperty("batch")
    BATCH,
    /** Layer normalisation over the channels of each pixel. */
    @JsonProperty("layer")
    LAYER
  }

  /**
   * The last layer.
   *
   * @param depth taps in time, odd; 1 for {@link Kind#HIDDEN}
   * @param kernel side of the kernel, odd; 1 for {@link Kind#HIDDEN}
   */
  public record Head(
      @JsonProperty(required = true) Kind kind,
      @JsonProperty(required = true) int depth,
      @JsonProperty(required = true) int kernel) {

    /** Which steps and layers the head reads. */
    public enum Kind {
      /** Conv3D over the last layer's normalised outputs at {@code t-depth+1 .. t}. */
      @JsonProperty("causal")
      CAUSAL,
      /** Keras' Conv3D(padding='same') at its leading edge: {@code t-depth/2 .. t}, then zeros. */
      @JsonProperty("same")
      SAME,
      /** 1x1 over the hidden states of all layers at {@code t} (Shi et al. 2015, figure 3). */
      @JsonProperty("hidden")
      HIDDEN
    }

    /** Frames of features before the current one that the head reads. */
    int memory() {
      return switch (kind) {
        case CAUSAL -> depth - 1;
        case SAME -> depth / 2;
        case HIDDEN -> 0;
      };
    }
  }

  private static final int MOST_LAYERS = 16;
  private static final int MOST_FILTERS = 512;
  private static final int LARGEST_KERNEL = 15;

  /** Throws {@link IllegalArgumentException} with expected and found for a shape that cannot be. */
  public Configuration {
    layers = List.copyOf(layers);
    expect(channels >= 1 && channels <= 4, "channels", "1 to 4", channels);
    expect(patch == 1 || patch == 2 || patch == 4, "patch", "1, 2 or 4", patch);
    expect(
        !layers.isEmpty() && layers.size() <= MOST_LAYERS,
        "layers",
        "1 to " + MOST_LAYERS + " of them",
        layers.size());
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      expect(
          layer.filters >= 1 && layer.filters <= MOST_FILTERS,
          "layers[" + i + "].filters",
          "1 to " + MOST_FILTERS,
          layer.filters);
      expectKernel("layers[" + i + "].kernel", layer.kernel);
    }
    expect(epsilon > 0 && epsilon < 1, "epsilon", "a number between 0 and 1", epsilon);
    expectKernel("head.depth", head.depth);
    expectKernel("head.kernel", head.kernel);
    if (head.kind == Head.Kind.HIDDEN) {
      expect(head.depth == 1, "head.depth", "1 for the hidden head", head.depth);
      expect(head.kernel == 1, "head.kernel", "1 for the hidden head", head.kernel);
    }
  }

  private static void expect(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "configuration " + key + ": expected " + expected + ", found " + found);
    }
  }

  private static void expectKernel(String key, int found) {
    boolean holds = found >= 1 && found <= LARGEST_KERNEL && found % 2 == 1;
    expect(holds, key, "an odd number from 1 to " + LARGEST_KERNEL, found);
  }

  /** The network of Keras 2.1.0's {@code conv_lstm.py}. */
  public static Configuration keras() {
    Layer layer = new Layer(40, 3);
    return new Configuration(
        1,
        1,
        List.of(layer, layer, layer, layer),
        Gates.HARD_SIGMOID,
        Normalization.BATCH,
        1e-3,
        new Head(Head.Kind.SAME, 3, 3));
  }

  /** The small network whose trained weights are shipped. */
  public static Configuration squares() {
    Layer layer = new Layer(32, 3);
    return new Configuration(
        1,
        2,
        List.of(layer, layer),
        Gates.SIGMOID,
        Normalization.LAYER,
        1e-3,
        new Head(Head.Kind.HIDDEN, 1, 1));
  }

  /** Channels after space-to-depth: what the first layer reads and what the head writes. */
  int depthChannels() {
    return channels * patch * patch;
  }

  /** Channels that layer {@code i} reads. */
  int inputChannels(int i) {
    return i == 0 ? depthChannels() : layers.get(i - 1).filters;
  }

  /** Channels that one tap of the head reads. */
  int headChannels() {
    return head.kind == Head.Kind.HIDDEN
        ? layers.stream().mapToInt(Layer::filters).sum()
        : layers.get(layers.size() - 1).filters;
  }

  /** Whether layer {@code i}'s output is normalised: the hidden head reads the last one raw. */
  public boolean normalized(int i) {
    return normalization != Normalization.NONE
        && (i < layers.size() - 1 || head.kind != Head.Kind.HIDDEN);
  }

  /** Name and shape of every tensor, in the order of the weights file. */
  public Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      int k = layers.get(i).kernel;
      int f = layers.get(i).filters;
      shapes.put("layers." + i + ".kernel", List.of(k, k, inputChannels(i), 4 * f));
      shapes.put("layers." + i + ".recurrent_kernel", List.of(k, k, f, 4 * f));
      shapes.put("layers." + i + ".bias", List.of(4 * f));
      if (normalized(i)) {
        shapes.put("layers." + i + ".norm.gamma", List.of(f));
        shapes.put("layers." + i + ".norm.beta", List.of(f));
        if (normalization == Normalization.BATCH) {
          shapes.put("layers." + i + ".norm.moving_mean", List.of(f));
          shapes.put("layers." + i + ".norm.moving_variance", List.of(f));
        }
      }
    }
    int out = depthChannels();
    int k = head.kernel;
    shapes.put("head.kernel", List.of(head.depth, k, k, headChannels(), out));
    shapes.put("head.bias", List.of(out));
    return shapes;
  }
}
