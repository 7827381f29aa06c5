package io.framecast.convlstm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes the architecture of a network; it is immutable. Every weights file holds it as JSON,
 * whose keys are documented in {@code src/convlstm/README.md}.
 *
 * @param channels channels of a frame, 1 to 4
 * @param patch side of the space-to-depth patch: 1, 2 or 4 (Shi et al. 2015, section 4.1)
 * @param layers ConvLSTM layers, first to last
 * @param gates activation of the input, forget and output gates
 * @param normalization the normalisation between the layers
 * @param epsilon added to the variance in the normalisation (Keras: 1e-3)
 * @param head the last layer, which computes the predicted frame
 */
public record Configuration(
    @JsonProperty(required = true) int channels,
    @JsonProperty(required = true) int patch,
    @JsonProperty(required = true) List<Layer> layers,
    @JsonProperty(required = true) Gates gates,
    @JsonProperty(required = true) Normalization normalization,
    @JsonProperty(required = true) double epsilon,
    @JsonProperty(required = true) Head head) {

  /** Describes one ConvLSTM layer with {@code filters} and an odd {@code kernel} side. */
  public record Layer(
      @JsonProperty(required = true) int filters, @JsonProperty(required = true) int kernel) {}

  /** Selects the activation of the input, forget and output gates. */
  public enum Gates {
    /** The logistic function: Keras 3's default. */
    @JsonProperty("sigmoid")
    SIGMOID,
    /** {@code clip(0.2 z + 0.5, 0, 1)}: Keras 2's default. */
    @JsonProperty("hard_sigmoid")
    HARD_SIGMOID
  }

  /** Selects the normalisation between the layers and before a convolutional head. */
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
   * Describes the last layer.
   *
   * @param depth taps in time, odd; 1 for {@link Kind#HIDDEN}
   * @param kernel side of the kernel, odd; 1 for {@link Kind#HIDDEN}
   */
  public record Head(
      @JsonProperty(required = true) Kind kind,
      @JsonProperty(required = true) int depth,
      @JsonProperty(required = true) int kernel) {

    /** Selects the frames and layers that the head reads. */
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

    /** Returns how many past frames of features the head reads. */
    int pastFrames() {
      return switch (kind) {
        case CAUSAL -> depth - 1;
        case SAME -> depth / 2;
        case HIDDEN -> 0;
      };
    }
  }

  private static final int MAX_LAYERS = 16;
  private static final int MAX_FILTERS = 512;
  private static final int MAX_KERNEL = 15;

  /** Throws {@link IllegalArgumentException} for a value outside its range. */
  public Configuration {
    layers = List.copyOf(layers);
    require(channels >= 1 && channels <= 4, "channels", "1 to 4", channels);
    require(patch == 1 || patch == 2 || patch == 4, "patch", "1, 2 or 4", patch);
    require(
        !layers.isEmpty() && layers.size() <= MAX_LAYERS,
        "layers",
        "1 to " + MAX_LAYERS + " of them",
        layers.size());
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      require(
          layer.filters >= 1 && layer.filters <= MAX_FILTERS,
          "layers[" + i + "].filters",
          "1 to " + MAX_FILTERS,
          layer.filters);
      requireOddSize("layers[" + i + "].kernel", layer.kernel);
    }
    require(epsilon > 0 && epsilon < 1, "epsilon", "a number between 0 and 1", epsilon);
    requireOddSize("head.depth", head.depth);
    requireOddSize("head.kernel", head.kernel);
    if (head.kind == Head.Kind.HIDDEN) {
      require(head.depth == 1, "head.depth", "1 for the hidden head", head.depth);
      require(head.kernel == 1, "head.kernel", "1 for the hidden head", head.kernel);
    }
  }

  private static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "configuration " + key + ": expected " + expected + ", found " + found);
    }
  }

  private static void requireOddSize(String key, int found) {
    boolean holds = found >= 1 && found <= MAX_KERNEL && found % 2 == 1;
    require(holds, key, "an odd number from 1 to " + MAX_KERNEL, found);
  }

  /** Returns the network of Keras 2.1.0's {@code conv_lstm.py}. */
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

  /** Returns the small network of the shipped weights. */
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

  /** Returns the channels after space-to-depth, which the first layer reads and the head writes. */
  int depthChannels() {
    return channels * patch * patch;
  }

  /** Returns the channels that layer {@code i} reads. */
  int inputChannels(int i) {
    return i == 0 ? depthChannels() : layers.get(i - 1).filters;
  }

  /** Returns the channels that one tap of the head reads. */
  int headChannels() {
    return head.kind == Head.Kind.HIDDEN
        ? layers.stream().mapToInt(Layer::filters).sum()
        : layers.get(layers.size() - 1).filters;
  }

  /**
   * Returns whether layer {@code i} has a normalisation; the last one before a hidden head has
   * none.
   */
  public boolean isNormalized(int i) {
    return normalization != Normalization.NONE
        && (i < layers.size() - 1 || head.kind != Head.Kind.HIDDEN);
  }

  /** Returns the name and shape of every tensor, in the order of the weights file. */
  public Map<String, List<Integer>> tensorShapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      int k = layers.get(i).kernel;
      int f = layers.get(i).filters;
      shapes.put("layers." + i + ".kernel", List.of(k, k, inputChannels(i), 4 * f));
      shapes.put("layers." + i + ".recurrent_kernel", List.of(k, k, f, 4 * f));
      shapes.put("layers." + i + ".bias", List.of(4 * f));
      if (isNormalized(i)) {
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
