package io.framecast.layers;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A configuration of a layer that takes a clip and answers one of the same frames and size. */
abstract class ClipLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  ClipLayer() {}

  ClipLayer(FeedForwardLayer.Builder<?> builder) {
    super(builder);
  }

  /** How messages name this layer. */
  final String sentenceName() {
    return getClass().getSimpleName() + " \"" + getLayerName() + "\"";
  }

  /** The layer that runs this configuration. */
  abstract RuntimeLayer<?> running(NeuralNetConfiguration conf, DataType dataType);

  /** Makes it, and gives it its place and its view of the network's parameters. */
  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parametersView,
      boolean initialize,
      DataType dataType) {
    RuntimeLayer<?> layer = running(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parametersView);
    layer.setParamTable(initializer().init(conf, parametersView, initialize));
    return layer;
  }

  /** Channels out, where they do not depend on the input: else the input's. */
  boolean keepsChannels() {
    return false;
  }

  @Override
  public final InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeConvolutional3D clip = Ndhwc.type(sentenceName(), inputType);
    return Ndhwc.withChannels(clip, keepsChannels() ? clip.getChannels() : nOut);
  }

  @Override
  public final void setNIn(InputType inputType, boolean override) {
    long channels = Ndhwc.type(sentenceName(), inputType).getChannels();
    if (nIn <= 0 || override) {
      nIn = channels;
    }
    if (keepsChannels()) {
      nOut = nIn;
    }
  }

  @Override
  public final @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    Ndhwc.type(sentenceName(), inputType);
    return null;
  }

  /** Working memory of a clip in training, in elements, beside its activations. */
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
        && keepsChannels() == that.keepsChannels();
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Boolean.hashCode(keepsChannels());
  }
}
