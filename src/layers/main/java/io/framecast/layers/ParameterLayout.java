package io.framecast.layers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Lays out the parameters of a {@link ClipLayer} in DL4J's flat vector, one after the other in C
 * order.
 */
final class ParameterLayout implements ParamInitializer {
  static final ParameterLayout INSTANCE = new ParameterLayout();

  private ParameterLayout() {}

  /** Says whether regularisation treats a parameter as a weight, as a bias, or not at all. */
  enum Role {
    WEIGHT,
    BIAS,
    OTHER
  }

  /** Describes a named parameter of a fixed shape. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Parameter(String key, Role role, long... shape) {
    long length() {
      return LongStream.of(shape).reduce(1, (a, b) -> a * b);
    }
  }

  private static List<Parameter> parametersOf(Layer layer) {
    return ((ClipLayer) layer).parameters();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return parametersOf(layer).stream().mapToLong(Parameter::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return new ArrayList<>(parametersOf(layer).stream().map(Parameter::key).toList());
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return keys(layer, Role.WEIGHT);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return keys(layer, Role.BIAS);
  }

  private static List<String> keys(Layer layer, Role role) {
    return parametersOf(layer).stream()
        .filter(parameter -> parameter.role() == role)
        .map(Parameter::key)
        .toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> parameters = views(conf.getLayer(), paramsView);
    parameters.keySet().forEach(conf::addVariable);
    if (initializeParams) {
      ((ClipLayer) conf.getLayer())
          .initialize(key -> Objects.requireNonNull(parameters.get(key), key));
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
    for (Parameter parameter : parametersOf(layer)) {
      long end = at + parameter.length();
      INDArray part = vector.get(NDArrayIndex.interval(at, end));
      views.put(parameter.key(), part.reshape('c', parameter.shape()));
      at = end;
    }
    return views;
  }
}
