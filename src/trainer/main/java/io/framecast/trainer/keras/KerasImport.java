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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private Weights weights(Path path, Options options) {
    Map<KerasLayer, Stage> stages = stages();
    int channels = channels();
    Map<String, float[]> tensors = tensors(stages, channels);
    List<Stage> all = List.copyOf(stages.values());
    int outputs = channels;
    for (Stage stage : all) {
      outputs = stage.outputs(outputs);
    }
    int leads = leads(options, channels, outputs);
    try {
      Configuration configuration =
          new Configuration(
              channels, 1, null, options.input, options.output, leads, all, List.of());
      return Weights.of(
          configuration,
          tensors,
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
  private Map<KerasLayer, Stage> stages() {
    Map<KerasLayer, Stage> stages = new LinkedHashMap<>();
    int rank = SEQUENCE_RANK;
    for (KerasLayer layer : layers.chain()) {
      if (layer.className().equals("InputLayer")) {
        continue;
      }
      try {
        Stage stage = reader.read(layer, rank, name(layer, stages));
        if (stage != null) {
          stages.put(layer, stage);
        }
      } catch (IllegalArgumentException e) {
        throw layer.refuse("values in range", String.valueOf(e.getMessage()));
      }
      if (layer.isRecurrent() && !layer.config().path("return_sequences").asBoolean(false)) {
        rank = SEQUENCE_RANK - 1;
      }
    }
    if (stages.values().stream().noneMatch(ConvLstm2D.class::isInstance)) {
      throw new InvalidKerasFileException("expected a network with ConvLSTM2D layers, found none");
    }
    return stages;
  }

  /** Returns the layer's name as that of its stage, or a number where it cannot be one. */
  private static String name(KerasLayer layer, Map<KerasLayer, Stage> before) {
    String name = layer.groupName();
    boolean isTaken = before.values().stream().anyMatch(stage -> stage.name().equals(name));
    return name.matches("[A-Za-z0-9_./-]{1,100}") && !isTaken ? name : "stages." + before.size();
  }

  /** Returns the arrays of all stages, by the names of their tensors. */
  private Map<String, float[]> tensors(Map<KerasLayer, Stage> stages, int channels) {
    KerasArrays source = file.arrays(layers.all());
    Map<String, float[]> tensors = new HashMap<>();
    int inputs = channels;
    for (Map.Entry<KerasLayer, Stage> entry : stages.entrySet()) {
      KerasLayer layer = entry.getKey();
      Stage stage = entry.getValue();
      Map<String, List<Integer>> shapes = stage.tensorShapes(inputs, ANY_SIZE);
      Map<String, List<Integer>> wanted = new LinkedHashMap<>(shapes);
      wanted.keySet().retainAll(arrayNames(layer, stage));
      Map<String, KerasArray> found = read(source, layer, wanted);
      shapes.forEach(
          (name, shape) -> {
            KerasArray array = found.get(name);
            if (array == null && wanted.containsKey(name)) {
              throw layer.refuse("an array " + name, "none in the file");
            }
            tensors.put(
                stage.name() + "." + name, array == null ? constant(name, shape) : array.values());
          });
      inputs = stage.outputs(inputs);
    }
    return tensors;
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
    if (isNorm && layer.config().path("scale").asBoolean(true)) {
      names.add("gamma");
    }
    if (isNorm && layer.config().path("center").asBoolean(true)) {
      names.add("beta");
    }
    return names;
  }

  /** Returns the channels of a frame, which the first layers declare. */
  private int channels() {
    for (KerasLayer layer : layers.chain()) {
      for (String key : List.of("batch_shape", "batch_input_shape")) {
        JsonNode shape = layer.config().path(key);
        if (shape.isArray()) {
          boolean isKnown = shape.size() == SEQUENCE_RANK && shape.get(SEQUENCE_RANK - 1).isInt();
          layer.require(isKnown, "frames (batch, time, height, width, channels)", key);
          return shape.get(SEQUENCE_RANK - 1).intValue();
        }
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
