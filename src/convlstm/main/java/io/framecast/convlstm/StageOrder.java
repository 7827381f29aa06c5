package io.framecast.convlstm;

import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.frames.Count;
import java.util.List;

/** Checks that stages can follow one another, one frame at a time. */
final class StageOrder {

  private StageOrder() {}

  static void require(List<Stage> stages, String key) {
    boolean hasLayer = false;
    String reader = "";
    for (Stage stage : stages) {
      boolean remembers = stage instanceof ConvLstm2D;
      if (stage instanceof Conv3D convolution) {
        remembers = convolution.depth() > 1;
      }
      // after frame t it reads zeros for t + 1, which a later frame replaces for those behind it
      Ranges.require(
          !remembers || reader.isEmpty(),
          key + ": " + stage.name(),
          "no stage that remembers behind " + reader + ", which reads frames to come",
          "one");
      Ranges.require(
          hasLayer || !(stage instanceof HiddenStates),
          key + ": " + stage.name(),
          "a conv_lstm_2d before hidden_states",
          "none");
      hasLayer |= stage instanceof ConvLstm2D;
      if (stage instanceof Conv3D convolution
          && convolution.padding() == Conv3D.Padding.SAME
          && convolution.depth() > 1) {
        reader = stage.name();
      }
    }
  }

  static void requireOutputs(List<PlacedStage> placed, String key, int outputs) {
    PlacedStage last = placed.get(placed.size() - 1);
    Ranges.require(
        last.outputs() == outputs,
        key + ": " + last.stage().name(),
        Count.of(outputs, "channel") + " from the last stage, as channels * patch * patch * leads",
        last.outputs());
  }

  /** A forecaster has the encoder's layers again; both remember nothing but their states. */
  static void requireForecaster(List<Stage> stages, List<Stage> forecaster) {
    List<Integer> filters = Configuration.layers(stages).stream().map(ConvLstm2D::filters).toList();
    List<Integer> found =
        Configuration.layers(forecaster).stream().map(ConvLstm2D::filters).toList();
    Ranges.require(
        found.equals(filters),
        "forecaster",
        "conv_lstm_2d layers with the filters of the stages, " + filters,
        found);
    Ranges.require(
        forecaster.get(0) instanceof ConvLstm2D,
        "forecaster",
        "a conv_lstm_2d as its first stage",
        forecaster.get(0).name());
    for (List<Stage> part : List.of(stages, forecaster)) {
      for (Stage stage : part) {
        Ranges.require(
            !(stage instanceof Conv3D convolution) || convolution.depth() == 1,
            stage.name(),
            "depth 1 in a network with a forecaster",
            "more");
      }
    }
  }
}
