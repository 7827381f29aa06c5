package io.framecast.trainer.learning;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Configuration.Gates;
import io.framecast.convlstm.Configuration.Head;
import io.framecast.convlstm.Configuration.Normalization;
import io.framecast.layers.AdaDeltaWithRate;
import io.framecast.layers.BatchNormalization5D;
import io.framecast.layers.BinaryCrossEntropy5D;
import io.framecast.layers.CausalConvolution3D;
import io.framecast.layers.ConvLSTM2D;
import io.framecast.layers.GateActivation;
import io.framecast.layers.LayerNormalization5D;
import io.framecast.layers.MergeChannels;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import java.util.Map;
import java.util.stream.IntStream;
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

  static final String HEAD = "head";

  /** Maps the last word of a tensor's name to the key of a layer's parameter. */
  static final Map<String, String> PARAMETERS =
      Map.of(
          "kernel", ConvLSTM2D.INPUT_KERNEL,
          "recurrent_kernel", ConvLSTM2D.RECURRENT_KERNEL,
          "bias", ConvLSTM2D.BIAS,
          "gamma", "gamma",
          "beta", "beta",
          "moving_mean", "mean",
          "moving_variance", "var");

  /** The decay of Keras 2.1. */
  private static final double ADADELTA_DECAY = 0.95;

  private static final double ADADELTA_EPSILON = 1e-8;

  private NetworkGraph() {}

  static String layer(int i) {
    return "layer" + i;
  }

  static String norm(int i) {
    return "norm" + i;
  }

  /** Returns the graph for clips of any size; the caller sets the weights. */
  static ComputationGraphConfiguration of(Configuration configuration, TrainingConfig plan) {
    boolean hidden = configuration.head().kind() == Head.Kind.HIDDEN;
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(plan.seed())
            .updater(updater(plan))
            .graphBuilder()
            .addInputs("clip");
    String below = "clip";
    for (int i = 0; i < configuration.layers().size(); i++) {
      graph.addLayer(layer(i), cell(configuration, i), below);
      below = layer(i);
      if (configuration.isNormalized(i)) {
        graph.addLayer(norm(i), normalization(configuration), below);
        below = norm(i);
      }
    }
    if (hidden) {
      String[] all =
          IntStream.range(0, configuration.layers().size())
              .mapToObj(NetworkGraph::layer)
              .toArray(String[]::new);
      graph.addVertex("hidden", new MergeChannels(), all);
      below = "hidden";
    }
    return graph
        .addLayer(HEAD, head(configuration), below)
        .addLayer("loss", new BinaryCrossEntropy5D.Builder().build(), HEAD)
        .setOutputs("loss")
        .setInputTypes(
            InputType.convolutional3D(
                Convolution3D.DataFormat.NDHWC,
                Clip.FRAMES,
                Scene.SIDE / configuration.patch(),
                Scene.SIDE / configuration.patch(),
                outputs(configuration)))
        .build();
  }

  private static IUpdater updater(TrainingConfig plan) {
    return switch (plan.optimiser()) {
      case ADAM -> new Adam(new CosineDecay(plan.rate(), plan.steps()));
      case ADADELTA -> new AdaDeltaWithRate(plan.rate(), ADADELTA_DECAY, ADADELTA_EPSILON);
    };
  }

  private static Layer cell(Configuration configuration, int i) {
    return new ConvLSTM2D.Builder()
        .nOut(configuration.layers().get(i).filters())
        .kernelSize(configuration.layers().get(i).kernel())
        .gateActivation(
            configuration.gates() == Gates.SIGMOID
                ? GateActivation.SIGMOID
                : GateActivation.HARD_SIGMOID)
        .stateful(true)
        .build();
  }

  private static Layer normalization(Configuration configuration) {
    return configuration.normalization() == Normalization.LAYER
        ? new LayerNormalization5D.Builder().epsilon(configuration.epsilon()).build()
        : new BatchNormalization5D.Builder().epsilon(configuration.epsilon()).build();
  }

  private static Layer head(Configuration configuration) {
    return new CausalConvolution3D.Builder()
        .nOut(outputs(configuration))
        .depth(configuration.head().depth())
        .kernelSize(configuration.head().kernel())
        .lookAhead(configuration.head().kind() == Head.Kind.SAME)
        .build();
  }

  /** Returns the channels of input and output after space-to-depth. */
  private static long outputs(Configuration configuration) {
    return (long) configuration.channels() * configuration.patch() * configuration.patch();
  }
}
