package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configures a layer whose output has the same frames and size as its input clip. */
abstract class ClipLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  ClipLayer() {}

  ClipLayer(FeedForwardLayer.Builder<?> builder) {
    super(builder);
  }

  /** Returns the name of this layer for messages. */
  final String displayName() {
    return getClass().getSimpleName() + " \"" + getLayerName() + "\"";
  }

  /** Returns the parameters in their order in the flat vector. */
  abstract List<Parameter> parameters();

  /** Fills the parameters of a new layer, which are zero. */
  abstract void initialize(Function<String, INDArray> parameters);

  @Override
  public ParamInitializer initializer() {
    return ParameterLayout.INSTANCE;
  }

  /** Creates the layer that computes this configuration. */
  abstract RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType);

  /** Creates the layer and sets its index and its view of the network's parameters. */
  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parametersView,
      boolean initialize,
      DataType dataType) {
    RuntimeLayer<?> layer = createRuntimeLayer(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parametersView);
    layer.setParamTable(initializer().init(conf, parametersView, initialize));
    return layer;
  }

  /** Returns whether the output has the channels of the input, and not nOut channels. */
  boolean isChannelPreserving() {
    return false;
  }

  @Override
  public final InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeConvolutional3D clip = Ndhwc.requireClip(displayName(), inputType);
    return Ndhwc.withChannels(clip, isChannelPreserving() ? clip.getChannels() : nOut);
  }

  @Override
  public final void setNIn(InputType inputType, boolean override) {
    long channels = Ndhwc.requireClip(displayName(), inputType).getChannels();
    if (nIn <= 0 || override) {
      nIn = channels;
    }
    if (isChannelPreserving()) {
      nOut = nIn;
    }
  }

  @Override
  public final @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    Ndhwc.requireClip(displayName(), inputType);
    return null;
  }

  /** Returns the working memory of a clip in training, in elements, without its activations. */
  long workingElements(InputType input, InputType output) {
    return output.arrayElementsPerExample();
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType inputType) {
    InputType output = getOutputType(-1, inputType);
    long parameters = initializer().numParams(this);
    long working = workingElements(inputType, output);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, output)
        .standardMemory(parameters, iUpdater == null ? 0 : iUpdater.stateSize(parameters))
        .workingMemory(0, working, parameters, working)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof ClipLayer that
        && isChannelPreserving() == that.isChannelPreserving();
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Boolean.hashCode(isChannelPreserving());
  }
}
