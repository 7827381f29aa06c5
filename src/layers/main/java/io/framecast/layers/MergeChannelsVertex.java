package io.framecast.layers;

import java.util.Locale;
import org.deeplearning4j.exception.DL4JInvalidInputException;
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

/** Computes a {@link MergeChannels}. */
@SuppressWarnings("overrides") // DL4J implements setInputs(INDArray...) by setInputs(INDArray[])
final class MergeChannelsVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  private final int lastFrames; // 0 for all

  MergeChannelsVertex(
      ComputationGraph graph, String name, int index, int lastFrames, DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.lastFrames = lastFrames;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    long[] shape = inputs[0].shape().clone();
    shape[4] = 0;
    for (INDArray input : inputs) {
      Ndhwc.requireShape("MergeChannels \"" + vertexName + "\"", input, input.size(4));
      shape[4] += input.size(4);
    }
    if (shape[1] < lastFrames) {
      throw new DL4JInvalidInputException(
          String.format(
              Locale.ROOT,
              "MergeChannels \"%s\": expected clips of at least %d frames, found %d",
              vertexName,
              lastFrames,
              shape[1]));
    }
    shape[1] = lastFrames == 0 ? shape[1] : lastFrames;
    INDArray out = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    DoubleView whole = new DoubleView(out);
    DoubleView[] parts = new DoubleView[inputs.length];
    for (int k = 0; k < parts.length; k++) {
      parts[k] = new DoubleView(Nd4jOps.contiguous(inputs[k], dataType));
    }
    int width = (int) shape[4];
    int skipped = skippedPixels(out);
    PixelParallel.forEach(
        out,
        (clip, index, pixels) -> {
          double[] wide = new double[pixels * width];
          int column = 0;
          for (int k = 0; k < parts.length; k++) {
            int channels = (int) inputs[k].size(4);
            double[] part = new double[pixels * channels];
            int pixel = index / width + (clip + 1) * skipped;
            parts[k].get(pixel * channels, part, part.length);
            for (int row = 0; row < pixels; row++) {
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
    INDArray gradient = Nd4jOps.contiguous(epsilon, dataType);
    INDArray[] gradients = new INDArray[inputs.length];
    DoubleView whole = new DoubleView(gradient);
    DoubleView[] parts = new DoubleView[inputs.length];
    for (int k = 0; k < parts.length; k++) {
      gradients[k] =
          workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, inputs[k].shape(), 'c');
      parts[k] = new DoubleView(gradients[k]);
    }
    int width = (int) gradient.size(4);
    int skipped = skippedPixels(gradient);
    PixelParallel.forEach(
        gradient,
        (clip, index, pixels) -> {
          double[] wide = new double[pixels * width];
          whole.get(index, wide, wide.length);
          int column = 0;
          for (int k = 0; k < parts.length; k++) {
            int channels = (int) gradients[k].size(4);
            double[] part = new double[pixels * channels];
            for (int row = 0; row < pixels; row++) {
              System.arraycopy(wide, row * width + column, part, row * channels, channels);
            }
            int pixel = index / width + (clip + 1) * skipped;
            parts[k].put(pixel * channels, part, part.length);
            column += channels;
          }
        });
    return new Pair<>(null, gradients);
  }

  /** Returns the pixels of each input clip that are left out. */
  private int skippedPixels(INDArray out) {
    return (int) ((inputs[0].size(1) - out.size(1)) * out.size(2) * out.size(3));
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
      throw new IllegalArgumentException(
          "MergeChannels has no parameters, so it needs no view of the gradients");
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
