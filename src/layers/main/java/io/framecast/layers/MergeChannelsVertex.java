package io.framecast.layers;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
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
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    copy(out, inputs, true);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    INDArray[] parts = new INDArray[inputs.length];
    for (int k = 0; k < parts.length; k++) {
      parts[k] =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, dataType, inputs[k].shape(), 'c');
    }
    copy(Native.contiguous(epsilon, dataType), parts, false);
    return new Pair<>(null, parts);
  }

  private void copy(INDArray whole, INDArray[] parts, boolean merge) {
    if (dataType != DataType.FLOAT) {
      slowCopy(whole, parts, merge);
      return;
    }
    int width = (int) whole.size(4);
    int clips = (int) whole.size(0);
    int rows = (int) (whole.length() / width / clips / whole.size(1)); // a frame at a time
    int frames = clips * (int) whole.size(1);
    FloatBuffer wholeMemory = Native.memory(whole);
    INDArray[] held = new INDArray[parts.length];
    FloatBuffer[] memories = new FloatBuffer[parts.length];
    for (int k = 0; k < parts.length; k++) {
      held[k] = Native.contiguous(parts[k], dataType); // what is split to is contiguous already
      memories[k] = Native.memory(held[k]);
    }
    try {
      Workers.each(
          Workers.COUNT,
          worker -> {
            float[] wide = new float[rows * width];
            for (int frame = worker; frame < frames; frame += Workers.COUNT) {
              if (!merge) {
                wholeMemory.get(frame * wide.length, wide);
              }
              int column = 0;
              for (int k = 0; k < parts.length; k++) {
                int channels = (int) parts[k].size(4);
                float[] part = new float[rows * channels];
                if (merge) {
                  memories[k].get(frame * part.length, part);
                }
                for (int row = 0; row < rows; row++) {
                  if (merge) {
                    System.arraycopy(part, row * channels, wide, row * width + column, channels);
                  } else {
                    System.arraycopy(wide, row * width + column, part, row * channels, channels);
                  }
                }
                if (!merge) {
                  memories[k].put(frame * part.length, part);
                }
                column += channels;
              }
              if (merge) {
                wholeMemory.put(frame * wide.length, wide);
              }
            }
          });
    } finally { // a buffer alone does not keep its memory from being freed
      Reference.reachabilityFence(whole);
      Reference.reachabilityFence(held);
    }
  }

  private static void slowCopy(INDArray whole, INDArray[] parts, boolean merge) {
    long column = 0;
    for (INDArray part : parts) {
      long end = column + part.size(4);
      INDArray view =
          whole.get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.interval(column, end));
      if (merge) {
        view.assign(part);
      } else {
        part.assign(view);
      }
      column = end;
    }
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
