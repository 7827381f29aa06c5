package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.FrameSize;
import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the network of a Keras file into weights. A streaming step computes the last output of
 * Keras' {@code predict} for all frames so far.
 */
public final class KerasImport {
  private static final int SEQUENCE_RANK = 5; // batch, time, height, width, channels
  private static final FrameSize ANY_SIZE = new FrameSize(0, 0);

  private final KerasFile file;
  private final KerasLayers layers;
  private final LayerReader reader;

  private KerasImport(KerasFile file) {
    this.file = file;
    this.layers = KerasLayers.of(file.config());
    this.reader = new LayerReader(file.isKeras3());
  }

  /**
   * What a file does not say about its network.
   *
   * @param outputsAreLeads whether the output channels are predictions of several leads
   * @param input scales the pixels of a frame
   * @param output scales the pixels of a prediction
   */
  public record Options(boolean outputsAreLeads, Scaling input, Scaling output) {
    static final Options NONE = new Options(false, Scaling.NONE, Scaling.NONE);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidKerasFileException if it is no Keras file, or no network that can be streamed
   */
  public static Weights read(Path path, Options options) {
    try (KerasFile file = KerasFile.open(path)) {
      return new KerasImport(file).weights(path, options);
    }
  }

  /**
   * A layer that computes something.
   *
   * @param arrays the names of those that it has
   */
  private record Read(KerasLayer layer, Stage stage, List<String> arrays) {}

  /** Compares all with the limits of a network before it reads any array. */
  private Weights weights(Path path, Options options) {
    List<Read> read = stages();
    int channels = channels();
    int outputs = channels;
    for (Read one : read) {
      outputs = one.stage.outputs(outputs);
    }
    int leads = leads(options, channels, outputs);
    try {
      List<Stage> stages = read.stream().map(Read::stage).toList();
      Configuration configuration =
          new Configuration(
              channels, 1, null, options.input, options.output, leads, stages, List.of());
      return Weights.of(
          configuration,
          tensors(read, channels),
          Map.of("source", "keras", "keras", file.version(), "file", fileName(path)));
    } catch (IllegalArgumentException e) {
      throw new InvalidKerasFileException("the network cannot be streamed: " + e.getMessage(), e);
    } catch (InvalidWeightsException e) {
      throw new InvalidKerasFileException(String.valueOf(e.getMessage()), e);
    }
  }

  private int leads(Options options, int channels, int outputs) {
    KerasLayer last = layers.chain().get(layers.chain().size() - 1);
    if (options.outputsAreLeads && outputs > channels && outputs % channels == 0) {
      return outputs / channels;
    }
    if (options.outputsAreLeads && (outputs != channels || channels > 1)) {
      throw last.refuse(
          "several times the " + Count.of(channels, "channel") + " of a frame, one for each lead",
          Count.of(outputs, "output channel"));
    }
    if (outputs != channels) {
      throw last.refuse(
          "as many output channels as a frame has, " + channels,
          outputs + "; if they are predictions of several leads, use --outputs-are-horizons");
    }
    return 1;
  }

  private static String fileName(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /** Returns the stage of each layer that has one, first to last. */
  private List<Read> stages() {
    List<Read> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    layers.chain().forEach(layer -> names.add(layer.groupName()));
    int rank = SEQUENCE_RANK;
    for (KerasLayer layer : layers.chain()) {
      if (layer.className().equals("InputLayer")) {
        requireFloats(layer);
        continue;
      }
      try {
        Stage stage = reader.read(layer, rank, name(layer, names));
        InboundNodes.requirePlainCalls(layer);
        if (stage != null) {
          read.add(new Read(layer, stage, arrayNames(layer, stage)));
        }
      } catch (IllegalArgumentException e) {
        throw layer.refuse("values in range", String.valueOf(e.getMessage()));
      }
      if (layer.isRecurrent() && !layer.flag("return_sequences", false)) {
        rank = SEQUENCE_RANK - 1;
      }
    }
    if (read.stream().map(Read::stage).noneMatch(ConvLstm2D.class::isInstance)) {
      throw new InvalidKerasFileException("expected a network with ConvLSTM2D layers, found none");
    }
    return read;
  }

  /** Keras rounds the pixels of an input of whole numbers. */
  private static void requireFloats(KerasLayer input) {
    JsonNode type = input.config().path("dtype");
    String name = type.isObject() ? type.path("config").path("name").asText() : type.asText();
    input.require(
        name.isEmpty() || name.equals("null") || name.contains("float"),
        "an input of floating-point numbers",
        "dtype");
  }

  /** Returns the layer's name as that of its stage, or a free one where it cannot be one. */
  private static String name(KerasLayer layer, Set<String> taken) {
    String name = layer.groupName();
    for (int k = 0; !name.matches("[A-Za-z0-9_./-]{1,100}"); k++) {
      String free = "stages." + k;
      name = taken.add(free) ? free : name;
    }
    return name;
  }

  /** Returns the arrays of all stages, by the names of their tensors. */
  private Map<String, float[]> tensors(List<Read> read, int channels) {
    KerasArrays source = file.arrays(layers.all());
    Map<String, float[]> tensors = new HashMap<>();
    int inputs = channels;
    for (Read one : read) {
      Map<String, List<Integer>> shapes = one.stage.tensorShapes(inputs, ANY_SIZE);
      Map<String, List<Integer>> wanted = new LinkedHashMap<>(shapes);
      wanted.keySet().retainAll(one.arrays);
      Map<String, KerasArray> found = read(source, one.layer, wanted);
      shapes.forEach(
          (name, shape) -> {
            KerasArray array = found.get(name);
            if (array == null && wanted.containsKey(name)) {
              throw one.layer.refuse("an array " + name, "none in the file");
            }
            float[] values = array == null ? constant(name, shape) : array.values();
            requireUsable(one.layer, name, values);
            tensors.put(one.stage.name() + "." + name, values);
          });
      inputs = one.stage.outputs(inputs);
    }
    return tensors;
  }

  private static void requireUsable(KerasLayer layer, String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw layer.refuse("finite numbers", name + " with " + value);
      }
      if (name.equals("moving_variance") && value < 0) {
        throw layer.refuse("a variance of at least 0", name + " with " + value);
      }
    }
  }

  private static Map<String, KerasArray> read(
      KerasArrays source, KerasLayer layer, Map<String, List<Integer>> shapes) {
    try {
      return source.of(layer, shapes);
    } catch (InvalidKerasFileException e) {
      throw new InvalidKerasFileException(
          "layer " + KerasLayer.quote(layer.groupName()) + ": " + e.getMessage(), e);
    }
  }

  /** Returns the scale of 1 or the shift of 0 of a normalisation that has none. */
  private static float[] constant(String name, List<Integer> shape) {
    float[] values = new float[shape.get(0)];
    Arrays.fill(values, name.equals("gamma") ? 1 : 0);
    return values;
  }

  /** Returns the names of the arrays that a layer has. */
  private static List<String> arrayNames(KerasLayer layer, Stage stage) {
    List<String> names = new ArrayList<>(List.of("kernel", "recurrent_kernel", "bias"));
    names.addAll(List.of("moving_mean", "moving_variance"));
    boolean isNorm = stage instanceof BatchNormalization || stage instanceof LayerNormalization;
    if (isNorm && layer.flag("scale", true)) {
      names.add("gamma");
    }
    if (isNorm && layer.flag("center", true)) {
      names.add("beta");
    }
    return names;
  }

  /** Returns the channels of a frame, which the first layers declare. */
  private int channels() {
    for (KerasLayer layer : layers.chain()) {
      JsonNode shape = layer.inputShape();
      if (shape.isArray()) {
        if (shape.size() != SEQUENCE_RANK || !shape.get(SEQUENCE_RANK - 1).isInt()) {
          throw layer.refuse("frames (batch, time, height, width, channels)", "shape " + shape);
        }
        return shape.get(SEQUENCE_RANK - 1).intValue();
      }
    }
    for (String key : List.of("build_input_shape", "input_shape")) { // of a model without an input
      JsonNode shape = file.config().findValue(key);
      if (shape != null && shape.size() == SEQUENCE_RANK && shape.get(SEQUENCE_RANK - 1).isInt()) {
        return shape.get(SEQUENCE_RANK - 1).intValue();
      }
    }
    throw layers
        .chain()
        .get(0)
        .refuse("the shape (batch, time, height, width, channels) of the input", "none");
  }
}
