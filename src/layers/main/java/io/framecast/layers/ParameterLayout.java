package io.framecast.layers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Lays out named parameters of fixed shapes in DL4J's flat vector, one after the other in C order.
 *
 * @param shapes returns the shapes of a layer's parameters in their order
 * @param weights the names of the parameters that regularisation treats as weights
 * @param biases the names of the parameters that are biases
 * @param initializer fills the parameters of a new layer
 */
record ParameterLayout(
    Function<Layer, Map<String, long[]>> shapes,
    List<String> weights,
    List<String> biases,
    BiConsumer<Layer, Function<String, INDArray>> initializer)
    implements ParamInitializer {

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return shapes.apply(layer).values().stream().mapToLong(ParameterLayout::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return new ArrayList<>(shapes.apply(layer).keySet());
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return weights;
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return biases;
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weights.contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biases.contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> parameters = views(conf.getLayer(), paramsView);
    parameters.keySet().forEach(conf::addVariable);
    if (initializeParams) {
      initializer.accept(conf.getLayer(), key -> Objects.requireNonNull(parameters.get(key), key));
    }
    return Collections.synchronizedMap(parameters);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf.getLayer(), gradientView);
  }

  private Map<String, INDArray> views(Layer layer, INDArray flat) {
    if (flat.length() != numParams(layer)) {
      throw new IllegalStateException(
          layer.getLayerName()
              + ": expected "
              + numParams(layer)
              + " parameters, found "
              + flat.length());
    }
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, long[]> entry : shapes.apply(layer).entrySet()) {
      long end = at + length(entry.getValue());
      INDArray part = vector.get(NDArrayIndex.interval(at, end));
      views.put(entry.getKey(), part.reshape('c', entry.getValue()));
      at = end;
    }
    return views;
  }

  private static long length(long[] shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return length;
  }
}
