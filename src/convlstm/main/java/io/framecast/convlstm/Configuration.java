package io.framecast.convlstm;

import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Peephole;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes the architecture of a network as a list of stages, which read one frame at a time; it
 * is immutable. Every weights file holds it as JSON, whose keys are documented in {@code
 * src/convlstm/README.md}.
 *
 * @param channels channels of a frame, 1 to 4
 * @param patch side of the space-to-depth patch: 1, 2 or 4 (Shi et al. 2015, section 4.1)
 * @param frame the only size of frames that the network accepts; null for any size
 * @param input scales the pixels of a frame
 * @param output scales the pixels of a prediction
 * @param leads how many frames the last stage predicts at once, 1 to 100; its channels are those of
 *     lead 1, then those of lead 2, and so on
 * @param stages the stages, first to last; they compute the prediction, or only the state for the
 *     forecaster
 * @param forecaster the stages of an encoding-forecasting network (Shi et al. 2015, figure 3) that
 *     compute the predictions; its ConvLSTM layers start from the states of the first stages and
 *     have no input. Empty for other networks
 */
public record Configuration(
    int channels,
    int patch,
    @Nullable FrameSize frame,
    Scaling input,
    Scaling output,
    int leads,
    List<Stage> stages,
    List<Stage> forecaster) {

  private static final int MAX_CHANNELS = 4;
  private static final int MAX_LEADS = 100;
  private static final int MAX_STAGES = 64;
  private static final int MAX_LAYERS = 16;

  /** As many as a weights file may hold. */
  private static final long MAX_PARAMETERS = Weights.MAX_FILE_BYTES / Float.BYTES;

  /** Throws {@link IllegalArgumentException} if such a network is not possible. */
  public Configuration {
    stages = List.copyOf(stages);
    forecaster = List.copyOf(forecaster);
    Ranges.requireWithin("channels", 1, MAX_CHANNELS, channels);
    Ranges.require(patch == 1 || patch == 2 || patch == 4, "patch", "1, 2 or 4", patch);
    input.requireChannels("input", channels);
    output.requireChannels("output", channels);
    Ranges.requireWithin("stages", 1, MAX_STAGES, stages.size() + forecaster.size());
    Ranges.requireWithin("stages: conv_lstm_2d", 1, MAX_LAYERS, layers(stages).size());
    requireUniqueNames(stages, forecaster);
    requireFrameForMaps(frame, stages, forecaster);
    StageOrder.require(stages, "stages");
    Ranges.requireWithin("leads", 1, forecaster.isEmpty() ? MAX_LEADS : 1, leads);
    int outputs = channels * patch * patch;
    if (forecaster.isEmpty()) {
      StageOrder.requireOutputs(PlacedStage.place(stages, outputs), "stages", outputs * leads);
    } else {
      StageOrder.require(forecaster, "forecaster");
      StageOrder.requireForecaster(stages, forecaster);
      StageOrder.requireOutputs(PlacedStage.place(forecaster, 0), "forecaster", outputs);
    }
    requireParameters(tensorShapes(channels, patch, frame, stages, forecaster));
  }

  private static void requireUniqueNames(List<Stage> stages, List<Stage> forecaster) {
    Set<String> names = new HashSet<>();
    Stream.concat(stages.stream(), forecaster.stream())
        .map(Stage::name)
        .forEach(
            name -> {
              Ranges.require(
                  name.matches("[A-Za-z0-9_./-]{1,100}"),
                  "name",
                  "1 to 100 letters, digits and _./-",
                  name);
              Ranges.require(names.add(name), "name", "another name for each stage", name);
            });
  }

  private static void requireFrameForMaps(
      @Nullable FrameSize frame, List<Stage> stages, List<Stage> forecaster) {
    if (frame != null) {
      Ranges.require(frame.height() >= 1 && frame.width() >= 1, "frame", "at least 1x1", frame);
      return;
    }
    Stream.concat(layers(stages).stream(), layers(forecaster).stream())
        .filter(layer -> layer.peephole() == Peephole.MAP)
        .findFirst()
        .ifPresent(
            layer ->
                Ranges.require(
                    false,
                    "frame",
                    "the frame size of the peephole maps of " + layer.name(),
                    "none"));
  }

  private static void requireParameters(Map<String, List<Integer>> shapes) {
    double count = 0;
    for (List<Integer> shape : shapes.values()) {
      count += shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    }
    Ranges.require(
        count <= MAX_PARAMETERS, "parameters", "at most " + MAX_PARAMETERS, Math.round(count));
  }

  static List<ConvLstm2D> layers(List<Stage> stages) {
    return stages.stream()
        .filter(ConvLstm2D.class::isInstance)
        .map(ConvLstm2D.class::cast)
        .toList();
  }

  /** Returns a network of these stages for frames of any size, without scaling. */
  public static Configuration of(int channels, int patch, List<Stage> stages) {
    return new Configuration(
        channels, patch, null, Scaling.NONE, Scaling.NONE, 1, stages, List.of());
  }

  /** Returns the network of Keras 2.1.0's {@code conv_lstm.py}. */
  public static Configuration keras() {
    return LayersForm.keras().toConfiguration();
  }

  /** Returns the small network of the shipped weights. */
  public static Configuration squares() {
    return LayersForm.squares().toConfiguration();
  }

  /** Returns the channels of a frame after space-to-depth. */
  public int depthChannels() {
    return channels * patch * patch;
  }

  /** Returns the patches along a side of {@code size} pixels; the last one may be padded. */
  public int patchCount(int size) {
    return (size + patch - 1) / patch;
  }

  /** Returns whether the network accepts frames of this size. */
  public boolean accepts(int height, int width) {
    return frame == null || frame.equals(new FrameSize(height, width));
  }

  /** Returns the stages at their places. */
  List<PlacedStage> placedStages() {
    return PlacedStage.place(stages, depthChannels());
  }

  /** Returns the stages of the forecaster at their places; its first layer has no input. */
  List<PlacedStage> placedForecaster() {
    return PlacedStage.place(forecaster, 0);
  }

  /** Returns the name and shape of every tensor, in the order of the weights file. */
  public Map<String, List<Integer>> tensorShapes() {
    return tensorShapes(channels, patch, frame, stages, forecaster);
  }

  private static Map<String, List<Integer>> tensorShapes(
      int channels,
      int patch,
      @Nullable FrameSize frame,
      List<Stage> stages,
      List<Stage> forecaster) {
    FrameSize patches =
        frame == null
            ? new FrameSize(0, 0)
            : new FrameSize(
                (frame.height() + patch - 1) / patch, (frame.width() + patch - 1) / patch);
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    Stream.concat(
            PlacedStage.place(stages, channels * patch * patch).stream(),
            PlacedStage.place(forecaster, 0).stream())
        .forEach(
            placed ->
                placed
                    .stage()
                    .tensorShapes(placed.inputs(), patches)
                    .forEach(
                        (tensor, shape) ->
                            shapes.put(placed.stage().name() + "." + tensor, shape)));
    return shapes;
  }
}
