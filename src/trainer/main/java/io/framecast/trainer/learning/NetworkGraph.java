package io.framecast.trainer.learning;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.FrameSize;
import io.framecast.convlstm.Kernel;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Dropout;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import io.framecast.layers.AdaDeltaWithRate;
import io.framecast.layers.BatchNormalization5D;
import io.framecast.layers.BinaryCrossEntropy5D;
import io.framecast.layers.CausalConvolution3D;
import io.framecast.layers.CellActivation;
import io.framecast.layers.ConvLSTM2D;
import io.framecast.layers.LayerNormalization5D;
import io.framecast.layers.MergeChannels;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import io.framecast.trainer.files.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds a graph of DL4J layers from a {@link Configuration}, and maps the names of tensors. */
final class NetworkGraph {

  /** Names that no stage can have. */
  private static final String CLIP = ":clip";

  private static final String LOSS = ":loss";

  /** Maps the last word of a tensor's name to the key of a layer's parameter. */
  static final Map<String, String> PARAMETERS =
      Map.of(
          "kernel",
          ConvLSTM2D.INPUT_KERNEL,
          "recurrent_kernel",
          ConvLSTM2D.RECURRENT_KERNEL,
          "bias",
          ConvLSTM2D.BIAS,
          "peephole",
          ConvLSTM2D.PEEPHOLES,
          "gamma",
          "gamma",
          "beta",
          "beta",
          "moving_mean",
          "mean",
          "moving_variance",
          "var");

  /** The decay of Keras 2.1. */
  private static final double ADADELTA_DECAY = 0.95;

  private static final double ADADELTA_EPSILON = 1e-8;

  private NetworkGraph() {}

  /**
   * Returns the graph for clips of any size; its vertices have the names of the stages. The caller
   * sets the weights.
   *
   * @throws InvalidInputException for a network that the layers do not train
   */
  static ComputationGraphConfiguration of(Configuration configuration, TrainingConfig plan) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(plan.seed())
            .updater(updater(plan))
            .graphBuilder()
            .addInputs(CLIP);
    requireTrainable(configuration);
    String below = CLIP;
    List<String> layers = new ArrayList<>();
    List<Stage> stages = configuration.stages();
    for (Stage stage : stages.subList(0, stages.size() - 1)) {
      if (stage instanceof HiddenStates) {
        graph.addVertex(stage.name(), new MergeChannels(), layers.toArray(String[]::new));
      } else if (stage instanceof Dropout) {
        continue;
      } else {
        graph.addLayer(stage.name(), layer(stage, configuration), below);
      }
      below = stage.name();
      if (stage instanceof ConvLstm2D) {
        layers.add(below);
      }
    }
    Stage last = stages.get(stages.size() - 1);
    graph.addLayer(last.name(), convolution(head(last)), below);
    return graph
        .addLayer(LOSS, new BinaryCrossEntropy5D.Builder().build(), last.name())
        .setOutputs(LOSS)
        .setInputTypes(
            InputType.convolutional3D(
                Convolution3D.DataFormat.NDHWC,
                Clip.FRAMES,
                Scene.SIDE / configuration.patch(),
                Scene.SIDE / configuration.patch(),
                configuration.depthChannels()))
        .build();
  }

  private static void requireTrainable(Configuration configuration) {
    Stage last = configuration.stages().get(configuration.stages().size() - 1);
    boolean isSimple =
        configuration.forecaster().isEmpty()
            && configuration.leads() == 1
            && configuration.input().equals(Scaling.NONE)
            && configuration.output().equals(Scaling.NONE);
    require(isSimple, last, "one lead, no forecaster and no scaling");
    for (Stage stage : configuration.stages()) {
      if (stage instanceof ConvLstm2D layer) {
        require(isOddSquare(layer.kernel()), stage, "an odd square kernel without dilation");
        require(layer.useBias(), stage, "a bias");
      }
    }
    Conv3D head = head(last);
    require(
        head.activation() == Activation.SIGMOID && head.useBias(), last, "a sigmoid and a bias");
    require(isOddSquare(head.kernel()), last, "an odd square kernel without dilation");
  }

  /** Returns the last stage, whose sigmoid is part of the loss. */
  private static Conv3D head(Stage stage) {
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
    throw new InvalidInputException(
        "this network cannot be trained: "
            + stage.name()
            + ": expected a convolution as last stage");
  }

  private static boolean isOddSquare(Kernel kernel) {
    return kernel.equals(Kernel.square(kernel.height())) && kernel.height() % 2 == 1;
  }

  private static void require(boolean holds, Stage stage, String expected) {
    if (!holds) {
      throw new InvalidInputException(
          "this network cannot be trained: " + stage.name() + ": expected " + expected);
    }
  }

  private static IUpdater updater(TrainingConfig plan) {
    return switch (plan.optimiser()) {
      case ADAM -> new Adam(new CosineDecay(plan.rate(), plan.steps()));
      case ADADELTA -> new AdaDeltaWithRate(plan.rate(), ADADELTA_DECAY, ADADELTA_EPSILON);
    };
  }

  private static Layer layer(Stage stage, Configuration configuration) {
    if (stage instanceof ConvLstm2D layer) {
      return cell(layer, configuration);
    } else if (stage instanceof LayerNormalization norm) {
      return new LayerNormalization5D.Builder().epsilon(norm.epsilon()).build();
    } else if (stage instanceof BatchNormalization norm) {
      return new BatchNormalization5D.Builder().epsilon(norm.epsilon()).build();
    }
    throw new InvalidInputException(
        "this network cannot be trained: "
            + stage.name()
            + ": expected a conv_lstm_2d or a normalisation before the last stage");
  }

  private static Layer convolution(Conv3D head) {
    return new CausalConvolution3D.Builder()
        .nOut(head.filters())
        .depth(head.depth())
        .kernelSize(head.kernel().height())
        .lookAhead(head.padding() == Padding.SAME)
        .build();
  }

  private static Layer cell(ConvLstm2D layer, Configuration configuration) {
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
    return cell.build();
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
}
