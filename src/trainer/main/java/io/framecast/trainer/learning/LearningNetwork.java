package io.framecast.trainer.learning;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.layers.ConvLSTM2DLayer;
import io.framecast.layers.GlobalNormClip;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of DL4J layers that computes what {@link io.framecast.convlstm.Step} computes (a test
 * holds them equal), and learns. Weights go in and come out under the names of the weights file.
 */
public final class LearningNetwork implements AutoCloseable {

  private final Configuration configuration;
  private final ComputationGraph graph;
  private final List<ConvLSTM2DLayer> recurrent;

  /** A network that starts from these weights. */
  public LearningNetwork(Weights start, LearningPlan plan) {
    configuration = start.configuration();
    graph = new ComputationGraph(Blueprint.of(configuration, plan));
    graph.init();
    graph.setListeners(new GlobalNormClip(plan.clip()));
    recurrent =
        Arrays.stream(graph.getLayers())
            .filter(ConvLSTM2DLayer.class::isInstance)
            .map(ConvLSTM2DLayer.class::cast)
            .toList();
    places()
        .forEach(
            (name, parameter) -> {
              try (INDArray values = Nd4j.createFromArray(start.tensor(name))) {
                parameter.assign(values.reshape(parameter.shape()));
              }
            });
  }

  /** Where each tensor of the weights file lives in the graph. */
  private Map<String, INDArray> places() {
    Map<String, INDArray> places = new LinkedHashMap<>();
    for (String name : configuration.tensors().keySet()) {
      String[] words = name.split("\\.", -1);
      String key = Blueprint.PARAMETERS.get(words[words.length - 1]);
      String layer =
          switch (words.length) {
            case 4 -> Blueprint.norm(Integer.parseInt(words[1]));
            case 3 -> Blueprint.layer(Integer.parseInt(words[1]));
            default -> Blueprint.HEAD;
          };
      places.put(name, graph.getLayer(layer).getParam(key));
    }
    return places;
  }

  /** What has been learned, with what is to be said of it. */
  public Weights weights(Map<String, String> provenance) {
    Map<String, float[]> tensors = new HashMap<>();
    places()
        .forEach(
            (name, parameter) -> {
              try (INDArray copy = parameter.dup('c')) {
                tensors.put(name, copy.data().asFloat());
              }
            });
    return Weights.of(configuration, tensors, provenance);
  }

  /** One step of the optimiser; returns the mean BCE per pixel before it. */
  public double fit(Curriculum.Batch batch) {
    for (int i = 0; i < batch.fresh().length; i++) {
      if (batch.fresh()[i]) {
        for (ConvLSTM2DLayer layer : recurrent) {
          layer.clearCarriedState(i);
        }
      }
    }
    try (INDArray frames = array(batch.frames(), batch.shape());
        INDArray targets = array(batch.targets(), batch.shape())) {
      graph.fit(new INDArray[] {frames}, new INDArray[] {targets});
    }
    return graph.score();
  }

  /** Predictions for every frame of clips from zero state; what is carried stays as it is. */
  float[] predict(float[] frames, int[] shape) {
    List<Map<String, INDArray>> carried =
        recurrent.stream().map(ConvLSTM2DLayer::rnnGetPreviousState).toList();
    recurrent.forEach(ConvLSTM2DLayer::rnnClearPreviousState);
    try (INDArray in = array(frames, shape);
        INDArray out = graph.outputSingle(false, in)) {
      return out.dup('c').data().asFloat();
    } finally {
      for (int k = 0; k < carried.size(); k++) {
        recurrent.get(k).rnnSetPreviousState(carried.get(k));
      }
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
