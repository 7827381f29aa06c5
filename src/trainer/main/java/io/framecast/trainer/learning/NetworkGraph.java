package io.framecast.trainer.learning;

import static io.framecast.trainer.learning.StageLayers.require;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Dropout;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.layers.AdaDeltaWithRate;
import io.framecast.layers.BinaryCrossEntropy5D;
import io.framecast.layers.ConvLSTM2D;
import io.framecast.layers.MergeChannels;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import io.framecast.trainer.files.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds a graph of DL4J layers from a {@link Configuration}, and maps the names of tensors. */
final class NetworkGraph {

  /** Names that no stage can have. */
  private static final String CLIP = ":clip";

  private static final String FORECAST = ":forecast";
  private static final String LOSS = ":loss";

  /** Maps the last word of a tensor's name to the key of a layer's parameter. */
  private static final Map<String, String> PARAMETERS =
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
    List<Stage> stages =
        configuration.forecaster().isEmpty() ? configuration.stages() : configuration.forecaster();
    Stage last = stages.get(stages.size() - 1);
    require(
        configuration.input().equals(Scaling.NONE) && configuration.output().equals(Scaling.NONE),
        last,
        "no scaling");
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(plan.seed())
            .updater(updater(plan))
            .graphBuilder()
            .addInputs(CLIP);
    String below =
        configuration.forecaster().isEmpty()
            ? addStages(configuration, graph)
            : addForecaster(configuration, plan.ahead(), graph);
    return graph
        .addLayer(last.name(), StageLayers.head(last), below)
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

  /** Adds all stages but the last one; returns the name of the one below it. */
  private static String addStages(Configuration configuration, GraphBuilder graph) {
    String below = CLIP;
    List<String> layers = new ArrayList<>();
    List<Stage> stages = configuration.stages();
    for (Stage stage : stages.subList(0, stages.size() - 1)) {
      if (stage instanceof HiddenStates) {
        graph.addVertex(stage.name(), new MergeChannels(), layers.toArray(String[]::new));
      } else if (stage instanceof Dropout) {
        continue;
      } else {
        graph.addLayer(stage.name(), StageLayers.of(stage, configuration), below);
      }
      below = stage.name();
      if (stage instanceof ConvLstm2D) {
        layers.add(below);
      }
    }
    return below;
  }

  /**
   * Adds an encoder with its forecaster but for the last stage. A layer of the graph is one of the
   * encoder together with that of the forecaster which begins with its state.
   */
  private static String addForecaster(Configuration configuration, int ahead, GraphBuilder graph) {
    List<ConvLstm2D> encoder = layers(configuration.stages());
    List<ConvLstm2D> forecaster = layers(configuration.forecaster());
    requireForecaster(configuration, encoder.size());
    List<String> names = encoder.stream().map(Stage::name).toList();
    for (int k = 0; k < names.size(); k++) {
      require(
          withName(forecaster.get(k), names.get(k)).equals(encoder.get(k)),
          forecaster.get(k),
          "the kernel, activations, bias and peepholes of " + names.get(k));
      graph.addLayer(
          names.get(k),
          StageLayers.cell(encoder.get(k), configuration).forecast(ahead, k > 0).build(),
          k == 0 ? CLIP : names.get(k - 1));
    }
    boolean readsAll = configuration.forecaster().stream().anyMatch(HiddenStates.class::isInstance);
    graph.addVertex(
        FORECAST,
        MergeChannels.ofLastFrames(ahead),
        readsAll ? names.toArray(String[]::new) : new String[] {names.get(names.size() - 1)});
    return FORECAST;
  }

  /** Requires only layers in the encoder, and behind those of the forecaster the last stages. */
  private static void requireForecaster(Configuration configuration, int layers) {
    List<Stage> stages = withoutDropout(configuration.stages());
    if (stages.size() > layers) {
      Stage other = stages.stream().filter(stage -> !(stage instanceof ConvLstm2D)).toList().get(0);
      throw StageLayers.refuse(other, "an encoder of conv_lstm_2d layers only");
    }
    List<Stage> forecaster = withoutDropout(configuration.forecaster());
    for (int k = 0; k < forecaster.size() - 1; k++) {
      Stage stage = forecaster.get(k);
      require(
          k < layers ? stage instanceof ConvLstm2D : k == layers && stage instanceof HiddenStates,
          stage,
          "a forecaster of conv_lstm_2d layers, hidden_states or not, and a convolution");
    }
  }

  private static List<Stage> withoutDropout(List<Stage> stages) {
    return stages.stream().filter(stage -> !(stage instanceof Dropout)).toList();
  }

  private static List<ConvLstm2D> layers(List<Stage> stages) {
    return stages.stream()
        .filter(ConvLstm2D.class::isInstance)
        .map(ConvLstm2D.class::cast)
        .toList();
  }

  private static ConvLstm2D withName(ConvLstm2D layer, String name) {
    return new ConvLstm2D(
        name,
        layer.filters(),
        layer.kernel(),
        layer.activation(),
        layer.recurrentActivation(),
        layer.useBias(),
        layer.peephole());
  }

  /** Names a parameter of the graph: its vertex and its key in that layer. */
  record ParameterName(String vertex, String key) {}

  /** Returns the parameter of a tensor of the weights file. */
  static ParameterName parameter(Configuration configuration, String tensor) {
    int dot = tensor.lastIndexOf('.');
    String stage = tensor.substring(0, dot);
    String key = Objects.requireNonNull(PARAMETERS.get(tensor.substring(dot + 1)), tensor);
    List<ConvLstm2D> forecaster = layers(configuration.forecaster());
    for (int k = 0; k < forecaster.size(); k++) {
      if (forecaster.get(k).name().equals(stage)) {
        String vertex = layers(configuration.stages()).get(k).name();
        return new ParameterName(vertex, ConvLSTM2D.FORECASTER + key);
      }
    }
    return new ParameterName(stage, key);
  }

  private static IUpdater updater(TrainingConfig plan) {
    return switch (plan.optimiser()) {
      case ADAM -> new Adam(new CosineDecay(plan.rate(), plan.steps()));
      case ADADELTA -> new AdaDeltaWithRate(plan.rate(), ADADELTA_DECAY, ADADELTA_EPSILON);
    };
  }
}
