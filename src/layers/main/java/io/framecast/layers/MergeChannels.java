package io.framecast.layers;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional3D;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Concatenates the channels of several 5-D activations of a clip, in the order of the inputs.
 * DL4J's own MergeVertex concatenates them too, but throws in the backward pass ("Invalid rank
 * during forward pass (not 2, 3, 4)"). Of the layers of a {@linkplain ConvLSTM2D.Builder#forecast
 * forecaster} it can take the last frames only.
 */
public final class MergeChannels extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final int lastFrames; // 0 for all

  /** Concatenates all frames. */
  public MergeChannels() {
    this(0);
  }

  private MergeChannels(@JsonProperty("lastFrames") int lastFrames) {
    this.lastFrames = lastFrames;
  }

  /** Concatenates so many of the last frames of each clip, and leaves out the others. */
  public static MergeChannels ofLastFrames(int frames) {
    Ndhwc.requirePositive("MergeChannels", "frames", frames);
    return new MergeChannels(frames);
  }

  @Override
  public GraphVertex clone() {
    return new MergeChannels(lastFrames);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MergeChannels that && lastFrames == that.lastFrames;
  }

  @Override
  public int hashCode() {
    return 31 * MergeChannels.class.hashCode() + lastFrames;
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new MergeChannelsVertex(graph, name, idx, lastFrames, networkDatatype);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
    InputTypeConvolutional3D first = Ndhwc.requireClip("MergeChannels", vertexInputs[0]);
    long channels = 0;
    for (InputType input : vertexInputs) {
      InputTypeConvolutional3D clip = Ndhwc.requireClip("MergeChannels", input);
      if (clip.getHeight() != first.getHeight() || clip.getWidth() != first.getWidth()) {
        throw new DL4JInvalidConfigException(
            "MergeChannels: expected inputs of one height and width, found "
                + Arrays.toString(vertexInputs));
      }
      channels += clip.getChannels();
    }
    return Ndhwc.withChannels(first, channels);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    InputType output = getOutputType(-1, inputTypes);
    return new LayerMemoryReport.Builder("merge", MergeChannels.class, inputTypes[0], output)
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
