package io.framecast.trainer.learning;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.layers.ConvLSTM2DLayer;
import io.framecast.layers.GlobalNormClip;
import io.framecast.layers.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network of DL4J layers that computes what {@link io.framecast.convlstm.Step} computes; a
 * test holds them equal. Weights go in and come out under the names of the weights file.
 */
public final class TrainableNetwork implements AutoCloseable {

  private final Configuration configuration;
  private final int threads;
  private final int ahead;
  private final ComputationGraph graph;
  private final List<ConvLSTM2DLayer> recurrent;

  /** Starts from these weights. */
  public TrainableNetwork(Weights start, TrainingConfig plan) {
    configuration = start.configuration();
    threads = plan.threads();
    ahead = plan.ahead();
    graph = new ComputationGraph(NetworkGraph.of(configuration, plan));
    graph.init();
    graph.setListeners(new GlobalNormClip(plan.clip()));
    recurrent =
        Arrays.stream(graph.getLayers())
            .filter(ConvLSTM2DLayer.class::isInstance)
            .map(ConvLSTM2DLayer.class::cast)
            .toList();
    parameters()
        .forEach(
            (name, parameter) -> {
              try (INDArray values = Nd4j.createFromArray(start.tensor(name))) {
                parameter.assign(values.reshape(parameter.shape()));
              }
            });
  }

  /** Returns the parameter of the graph for each tensor of the weights file. */
  private Map<String, INDArray> parameters() {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    for (String name : configuration.tensorShapes().keySet()) {
      NetworkGraph.ParameterName parameter = NetworkGraph.parameter(configuration, name);
      parameters.put(name, graph.getLayer(parameter.vertex()).getParam(parameter.key()));
    }
    return parameters;
  }

  /** Returns the current weights with this provenance. */
  public Weights weights(Map<String, String> provenance) {
    Map<String, float[]> tensors = new HashMap<>();
    parameters()
        .forEach(
            (name, parameter) -> {
              try (INDArray copy = parameter.dup('c')) {
                tensors.put(name, copy.data().asFloat());
              }
            });
    return Weights.of(configuration, tensors, provenance);
  }

  /** Returns whether the network predicts only the next frame after every frame. */
  boolean isOneStep() {
    return configuration.forecaster().isEmpty() && configuration.leads() == 1;
  }

  /**
   * Takes one step of the optimiser; returns the mean BCE per pixel before it, over all leads that
   * the network predicts. A network of several leads learns each sequence from zero state.
   */
  public double fit(Batch nextFrames) {
    Batch batch = batch(nextFrames);
    for (int i = 0; i < batch.fresh().length; i++) {
      if (batch.fresh()[i]) {
        for (ConvLSTM2DLayer layer : recurrent) {
          layer.clearCarriedState(i);
        }
      }
    }
    Threads.setThreads(threads);
    try (INDArray frames = array(batch.frames(), batch.shape());
        INDArray targets = array(batch.targets(), batch.targetShape())) {
      graph.fit(new INDArray[] {frames}, new INDArray[] {targets});
    }
    return graph.score();
  }

  private Batch batch(Batch nextFrames) {
    if (!configuration.forecaster().isEmpty()) {
      return nextFrames.forForecaster(ahead);
    }
    return configuration.leads() == 1 ? nextFrames : nextFrames.ofLeads(configuration.leads());
  }

  /** Predicts after every frame of clips from zero state; the carried state stays as it is. */
  float[] predict(float[] frames, int[] shape) {
    List<Map<String, INDArray>> carried =
        recurrent.stream().map(ConvLSTM2DLayer::rnnGetPreviousState).toList();
    recurrent.forEach(ConvLSTM2DLayer::rnnClearPreviousState);
    Threads.setThreads(threads);
    try (INDArray in = array(frames, shape);
        INDArray out = graph.outputSingle(false, in)) {
      return out.dup('c').data().asFloat();
    } finally {
      for (int k = 0; k < carried.size(); k++) {
        recurrent.get(k).rnnSetPreviousState(carried.get(k));
      }
    }
  }

  /**
   * Everything that further updates depend on.
   *
   * @param step updates so far
   * @param optimiser its state
   * @param carried the hidden and cell state of every sequence, by recurrent layer
   */
  public record NetworkSnapshot(
      int step, float[] parameters, float[] optimiser, List<Map<String, Values>> carried) {

    /** An array with its shape. */
    public record Values(long[] shape, float[] numbers) {

      static Values of(INDArray array) {
        try (INDArray copy = array.dup('c')) {
          return new Values(copy.shape(), copy.data().asFloat());
        }
      }

      INDArray array() {
        return Nd4j.createFromArray(numbers).reshape(shape);
      }
    }
  }

  /** Returns a snapshot after so many updates. */
  public NetworkSnapshot snapshot(int step) {
    List<Map<String, NetworkSnapshot.Values>> carried = new ArrayList<>();
    for (ConvLSTM2DLayer layer : recurrent) {
      Map<String, NetworkSnapshot.Values> values = new TreeMap<>();
      layer
          .rnnGetPreviousState()
          .forEach((name, array) -> values.put(name, NetworkSnapshot.Values.of(array)));
      carried.add(values);
    }
    return new NetworkSnapshot(
        step,
        NetworkSnapshot.Values.of(graph.params()).numbers(),
        NetworkSnapshot.Values.of(graph.getUpdater().getStateViewArray()).numbers(),
        carried);
  }

  /**
   * Continues from a snapshot of a network with the same start and configuration.
   *
   * @throws IllegalArgumentException for a snapshot of another network
   */
  public void resume(NetworkSnapshot snapshot) {
    put(snapshot.parameters(), graph.params());
    put(snapshot.optimiser(), graph.getUpdater().getStateViewArray());
    for (int i = 0; i < recurrent.size(); i++) {
      Map<String, INDArray> state = new HashMap<>();
      snapshot.carried().get(i).forEach((name, values) -> state.put(name, values.array()));
      recurrent.get(i).rnnSetPreviousState(state);
    }
    graph.getConfiguration().setIterationCount(snapshot.step());
  }

  private static void put(float[] numbers, INDArray parameter) {
    if (numbers.length != parameter.length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected %d numbers, found %d", parameter.length(), numbers.length));
    }
    try (INDArray values = Nd4j.createFromArray(numbers)) {
      parameter.assign(values.reshape(parameter.shape()));
    }
  }

  private static INDArray array(float[] values, int[] shape) {
    long[] sizes = Arrays.stream(shape).asLongStream().toArray();
    return Nd4j.createFromArray(values).reshape(sizes);
  }

  @Override
  public void close() {
    graph.close();
  }
}
