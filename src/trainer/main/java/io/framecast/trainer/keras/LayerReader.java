package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Kernel;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a layer computes as a stage. */
final class LayerReader {

  /** Layers that change nothing outside of training. */
  private static final Set<String> ONLY_IN_TRAINING =
      Set.of(
          "Dropout",
          "SpatialDropout2D",
          "SpatialDropout3D",
          "GaussianDropout",
          "GaussianNoise",
          "AlphaDropout",
          "Identity",
          "ActivityRegularization");

  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "linear", Activation.LINEAR,
          "tanh", Activation.TANH,
          "relu", Activation.RELU,
          "sigmoid", Activation.SIGMOID,
          "hard_sigmoid", Activation.HARD_SIGMOID);

  private static final String KNOWN =
      "one of ConvLSTM2D, Conv3D, Conv2D, BatchNormalization, LayerNormalization, Activation, ReLU"
          + " and Dropout, which can be streamed a frame at a time";

  private final boolean isKeras3;

  /** Reads layers of Keras 3, whose hard_sigmoid is another function, or of an earlier version. */
  LayerReader(boolean isKeras3) {
    this.isKeras3 = isKeras3;
  }

  /**
   * Returns the stage; null for a layer that does nothing outside of training.
   *
   * @param rank of the layer's input: 5, or 4 behind the last frame of a sequence
   * @param name of the stage
   */
  @Nullable Stage read(KerasLayer layer, int rank, String name) {
    int inner = layer.isTimeDistributed() ? rank - 1 : rank;
    if (ONLY_IN_TRAINING.contains(layer.className())) {
      return null;
    }
    if (layer.isTimeDistributed() && (layer.isRecurrent() || layer.className().equals("Conv3D"))) {
      throw layer.refuse("a layer of single frames in TimeDistributed", layer.className());
    }
    boolean needsSequence =
        layer.isTimeDistributed() || layer.isRecurrent() || layer.className().equals("Conv3D");
    if (needsSequence && rank == 4) {
      throw layer.refuse("frames of a sequence", "only the last one, by return_sequences=false");
    }
    return switch (layer.className()) {
      case "ConvLSTM2D" -> convLstm(layer, name);
      case "Conv3D" -> conv3D(layer, name);
      case "Conv2D" -> conv2D(layer, name);
      case "BatchNormalization" -> {
        requireLastAxis(layer, inner);
        yield new BatchNormalization(name, layer.number("epsilon", 1e-3));
      }
      case "LayerNormalization" -> {
        requireLastAxis(layer, inner);
        layer.require(!layer.flag("rms_scaling", false), "no RMS", "rms_scaling");
        yield new LayerNormalization(name, layer.number("epsilon", 1e-3));
      }
      case "Activation" -> new Elementwise(name, activation(layer, "activation", "linear"));
      case "ReLU" -> relu(layer, name);
      default -> throw layer.refuse(KNOWN, layer.className());
    };
  }

  private Stage convLstm(KerasLayer layer, String name) {
    layer.require(!layer.flag("go_backwards", false), "false", "go_backwards");
    layer.require(!layer.flag("return_state", false), "false", "return_state");
    int[] size = layer.wholes("kernel_size", 2);
    int[] dilation = layer.wholesOr1("dilation_rate", 2);
    requireSameSize(layer, size);
    return new ConvLstm2D(
        name,
        layer.wholes("filters", 1)[0],
        new Kernel(size[0], size[1], dilation[0], dilation[1]),
        activation(layer, "activation", "tanh"),
        activation(layer, "recurrent_activation", isKeras3 ? "sigmoid" : "hard_sigmoid"),
        layer.flag("use_bias", true),
        Peephole.NONE);
  }

  private Stage conv3D(KerasLayer layer, String name) {
    int[] size = layer.wholes("kernel_size", 3);
    int[] dilation = layer.wholesOr1("dilation_rate", 3);
    layer.require(dilation[0] == 1, "a dilation of 1 in time", "dilation_rate");
    requireSameSize(layer, size);
    return new Conv3D(
        name,
        layer.wholes("filters", 1)[0],
        size[0],
        new Kernel(size[1], size[2], dilation[1], dilation[2]),
        Padding.SAME,
        activation(layer, "activation", "linear"),
        layer.flag("use_bias", true));
  }

  private Stage conv2D(KerasLayer layer, String name) {
    int[] size = layer.wholes("kernel_size", 2);
    int[] dilation = layer.wholesOr1("dilation_rate", 2);
    requireSameSize(layer, size);
    return new Conv2D(
        name,
        layer.wholes("filters", 1)[0],
        new Kernel(size[0], size[1], dilation[0], dilation[1]),
        activation(layer, "activation", "linear"),
        layer.flag("use_bias", true));
  }

  private static Stage relu(KerasLayer layer, String name) {
    layer.require(Double.isNaN(layer.number("max_value", Double.NaN)), "no bound", "max_value");
    layer.require(layer.number("negative_slope", 0) == 0, "0", "negative_slope");
    layer.require(layer.number("threshold", 0) == 0, "0", "threshold");
    return new Elementwise(name, Activation.RELU);
  }

  /**
   * A point-wise or 'same' convolution of stride 1 keeps the size of frames.
   *
   * @param size of the kernel
   */
  private static void requireSameSize(KerasLayer layer, int... size) {
    boolean isPoint = Arrays.stream(size).allMatch(side -> side == 1);
    String padding = layer.text("padding", "valid");
    layer.require(
        padding.equals("same") || (isPoint && padding.equals("valid")), "same", "padding");
    layer.require(
        Arrays.stream(layer.wholesOr1("strides", size.length)).allMatch(stride -> stride == 1),
        "strides of 1",
        "strides");
    layer.require(
        layer.text("data_format", "channels_last").equals("channels_last"),
        "channels_last",
        "data_format");
    layer.require(layer.wholesOr1("groups", 1)[0] == 1, "one group", "groups");
  }

  private Activation activation(KerasLayer layer, String key, String missing) {
    JsonNode value = layer.config().path(key);
    String name = value.isMissingNode() ? missing : value.isNull() ? "linear" : value.asText("");
    if (value.isObject()) { // a built-in function, or the user's own one
      name = value.path("config").asText(value.path("class_name").asText(""));
      layer.require(!KerasLayer.isCustom(value), "a built-in function", key);
    }
    Activation found = ACTIVATIONS.get(name.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw layer.refuse(
          "one of " + String.join(", ", new TreeSet<>(ACTIVATIONS.keySet())), key + " " + value);
    }
    return found == Activation.HARD_SIGMOID && isKeras3 ? Activation.HARD_SIGMOID_KERAS3 : found;
  }

  private static void requireLastAxis(KerasLayer layer, int rank) {
    JsonNode axis = layer.config().path("axis");
    JsonNode one = axis.isArray() && axis.size() == 1 ? axis.get(0) : axis;
    boolean isLast =
        one.isMissingNode()
            || (one.isInt() && (one.intValue() == -1 || one.intValue() == rank - 1));
    layer.require(isLast, "the last axis", "axis");
  }
}
