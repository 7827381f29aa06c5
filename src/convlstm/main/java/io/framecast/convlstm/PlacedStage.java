package io.framecast.convlstm;

import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.HiddenStates;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage at its place in a network.
 *
 * @param inputs the channels that it reads
 * @param outputs the channels that it gives
 * @param memory the number of stages before it that remember
 */
record PlacedStage(Stage stage, int inputs, int outputs, int memory) {

  /** Returns stages at their places; the first one reads this many channels. */
  static List<PlacedStage> place(List<Stage> stages, int inputs) {
    List<PlacedStage> placed = new ArrayList<>();
    int channels = inputs;
    int hidden = 0;
    int memory = 0;
    for (Stage stage : stages) {
      int outputs = stage instanceof HiddenStates ? hidden : stage.outputs(channels);
      hidden += stage instanceof ConvLstm2D ? outputs : 0;
      PlacedStage next = new PlacedStage(stage, channels, outputs, memory);
      placed.add(next);
      channels = outputs;
      memory += next.memoryChannels() > 0 ? 1 : 0;
    }
    return placed;
  }

  /** Returns how many numbers the stage remembers for each pixel. */
  int memoryChannels() {
    if (stage instanceof ConvLstm2D layer) {
      return 2 * layer.filters();
    }
    return stage instanceof Conv3D convolution ? convolution.pastFrames() * inputs : 0;
  }

  /** Returns the channels that the stage's convolution reads; 0 without one. */
  int convolutionInputs() {
    if (stage instanceof ConvLstm2D layer) {
      return inputs + layer.filters();
    }
    if (stage instanceof Conv3D convolution) {
      return (convolution.pastFrames() + 1) * inputs;
    }
    return stage instanceof Conv2D ? inputs : 0;
  }

  /** Returns the channels that the stage's convolution gives; 0 without one. */
  int convolutionOutputs() {
    if (stage instanceof ConvLstm2D layer) {
      return ConvLstm2D.GATES * layer.filters();
    }
    return stage instanceof Conv2D || stage instanceof Conv3D ? outputs : 0;
  }
}
