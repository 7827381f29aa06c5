package io.framecast.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One ConvLSTM over clips, forwards and back through time. Two kinds: {@link FloatRecurrence},
 * which is fast, and {@link DoubleRecurrence}, which is exact enough to check gradients
 * numerically.
 */
interface Recurrence extends AutoCloseable {

  /**
   * Goes through the frames of all clips, from the first to the last.
   *
   * @param x {@code [batch, time, height, width, channels]}, contiguous
   * @param hidden receives every hidden state, {@code [batch, time, height, width, filters]}
   * @param state the initial state; receives the last one; null is a zero state, thrown away
   * @param keep whether {@link #backward} may follow
   */
  void forward(
      Kernels kernels, INDArray x, INDArray hidden, @Nullable CarriedState state, boolean keep);

  /**
   * Goes back through the last pass that was kept.
   *
   * @param hiddenGradient as {@code hidden}
   * @param xGradient receives the gradient of {@code x}
   * @param gradients receives those of the parameters, overwriting what was there
   */
  void backward(INDArray hiddenGradient, INDArray xGradient, Kernels gradients);

  @Override
  void close();

  /**
   * The parameters as Keras stores them, gates in the order i, f, c, o, or their gradients.
   *
   * @param input {@code [kernelHeight, kernelWidth, channels, 4 * filters]}
   * @param recurrent {@code [kernelHeight, kernelWidth, filters, 4 * filters]}
   * @param bias {@code [4 * filters]}
   */
  record Kernels(INDArray input, INDArray recurrent, INDArray bias) {}
}
