package io.framecast.layers;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A running {@link MergeChannels}. */
@SuppressWarnings("overrides") // DL4J implements setInputs(INDArray...) by setInputs(INDArray[])
final class MergeChannelsVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  MergeChannelsVertex(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    long[] shape = inputs[0].shape().clone();
    shape[4] = 0;
    for (INDArray input : inputs) {
      Ndhwc.check("MergeChannels \"" + vertexName + "\"", input, input.size(4));
      shape[4] += input.size(4);
    }
    INDArray out = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    Values whole = new Values(out);
    Values[] parts = new Values[inputs.length];
    for (int k = 0; k < parts.length; k++) {
      parts[k] = new Values(Native.contiguous(inputs[k], dataType));
    }
    int width = (int) shape[4];
    PixelRows.each(
        out,
        (clip, index, rows) -> {
          double[] wide = new double[rows * width];
          int column = 0;
          for (int k = 0; k < parts.length; k++) {
            int channels = (int) inputs[k].size(4);
            double[] part = new double[rows * channels];
            parts[k].get(index / width * channels, part, part.length);
            for (int row = 0; row < rows; row++) {
              System.arraycopy(part, row * channels, wide, row * width + column, channels);
            }
            column += channels;
          }
          whole.put(index, wide, wide.length);
        });
    return out;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    INDArray gradient = Native.contiguous(epsilon, dataType);
    INDArray[] gradients = new INDArray[inputs.length];
    Values whole = new Values(gradient);
    Values[] parts = new Values[inputs.length];
    for (int k = 0; k < parts.length; k++) {
      gradients[k] =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, dataType, inputs[k].shape(), 'c');
      parts[k] = new Values(gradients[k]);
    }
    int width = (int) gradient.size(4);
    PixelRows.each(
        gradient,
        (clip, index, rows) -> {
          double[] wide = new double[rows * width];
          whole.get(index, wide, wide.length);
          int column = 0;
          for (int k = 0; k < parts.length; k++) {
            int channels = (int) gradients[k].size(4);
            double[] part = new double[rows * channels];
            for (int row = 0; row < rows; row++) {
              System.arraycopy(wide, row * width + column, part, row * channels, channels);
            }
            parts[k].put(index / width * channels, part, part.length);
            column += channels;
          }
        });
    return new Pair<>(null, gradients);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public @Nullable Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException("MergeChannels: expected no gradients, found some");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray @Nullable [] masks, MaskState state, int minibatchSize) {
    return new Pair<>(masks == null || masks.length == 0 ? null : masks[0], state);
  }

  @Override
  public String toString() {
    return "MergeChannelsVertex(name=\"" + vertexName + "\")";
  }
}
