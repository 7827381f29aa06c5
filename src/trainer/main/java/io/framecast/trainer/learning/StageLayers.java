package io.framecast.trainer.learning;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.FrameSize;
import io.framecast.convlstm.Kernel;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import io.framecast.layers.BatchNormalization5D;
import io.framecast.layers.CausalConvolution3D;
import io.framecast.layers.CellActivation;
import io.framecast.layers.ConvLSTM2D;
import io.framecast.layers.LayerNormalization5D;
import io.framecast.trainer.files.InvalidInputException;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Maps single stages of a network to DL4J layers, and refuses those that the layers lack. */
final class StageLayers {

  private StageLayers() {}

  /** Returns the layer of a stage before the last one. */
  static Layer of(Stage stage, Configuration configuration) {
    if (stage instanceof ConvLstm2D layer) {
      return cell(layer, configuration).build();
    } else if (stage instanceof LayerNormalization norm) {
      return new LayerNormalization5D.Builder().epsilon(norm.epsilon()).build();
    } else if (stage instanceof BatchNormalization norm) {
      return new BatchNormalization5D.Builder().epsilon(norm.epsilon()).build();
    }
    throw refuse(stage, "a conv_lstm_2d or a normalisation before the last stage");
  }

  /** Returns the builder of a ConvLSTM layer. */
  static ConvLSTM2D.Builder cell(ConvLstm2D layer, Configuration configuration) {
    require(isOddSquare(layer.kernel()), layer, "an odd square kernel without dilation");
    require(layer.useBias(), layer, "a bias");
    ConvLSTM2D.Builder cell =
        new ConvLSTM2D.Builder()
            .nOut(layer.filters())
            .kernelSize(layer.kernel().height())
            .gateActivation(activation(layer.recurrentActivation()))
            .cellActivation(activation(layer.activation()))
            .stateful(true);
    FrameSize frame = configuration.frame();
    if (layer.peephole() == Peephole.CHANNEL) {
      cell.peepholes();
    } else if (layer.peephole() == Peephole.MAP && frame != null) {
      cell.peepholes(
          configuration.patchCount(frame.height()), configuration.patchCount(frame.width()));
    }
    return cell;
  }

  private static CellActivation activation(Activation activation) {
    return switch (activation) {
      case LINEAR -> CellActivation.LINEAR;
      case TANH -> CellActivation.TANH;
      case RELU -> CellActivation.RELU;
      case SIGMOID -> CellActivation.SIGMOID;
      case HARD_SIGMOID -> CellActivation.HARD_SIGMOID;
      case HARD_SIGMOID_KERAS3 -> CellActivation.HARD_SIGMOID_KERAS3;
    };
  }

  /** Returns the layer of the last stage; its sigmoid is part of the loss. */
  static Layer head(Stage stage) {
    Conv3D head = convolution(stage);
    require(
        head.activation() == Activation.SIGMOID && head.useBias(), stage, "a sigmoid and a bias");
    require(isOddSquare(head.kernel()), stage, "an odd square kernel without dilation");
    return new CausalConvolution3D.Builder()
        .nOut(head.filters())
        .depth(head.depth())
        .kernelSize(head.kernel().height())
        .lookAhead(head.padding() == Padding.SAME)
        .build();
  }

  private static Conv3D convolution(Stage stage) {
    if (stage instanceof Conv3D convolution) {
      return convolution;
    }
    if (stage instanceof Conv2D one) { // of a single frame
      return new Conv3D(
          one.name(),
          one.filters(),
          1,
          one.kernel(),
          Padding.CAUSAL,
          one.activation(),
          one.useBias());
    }
    throw refuse(stage, "a convolution as last stage");
  }

  private static boolean isOddSquare(Kernel kernel) {
    return kernel.equals(Kernel.square(kernel.height())) && kernel.height() % 2 == 1;
  }

  static void require(boolean holds, Stage stage, String expected) {
    if (!holds) {
      throw refuse(stage, expected);
    }
  }

  static InvalidInputException refuse(Stage stage, String expected) {
    return new InvalidInputException(
        "this network cannot be trained: " + stage.name() + ": expected " + expected);
  }
}
