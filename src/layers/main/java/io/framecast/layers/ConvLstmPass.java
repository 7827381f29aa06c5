package io.framecast.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the forward and the backward pass of one ConvLSTM over clips. {@link FloatConvLstmPass}
 * is fast; {@link DoubleConvLstmPass} is precise enough to check gradients numerically.
 */
interface ConvLstmPass extends AutoCloseable {

  /**
   * Computes the frames of all clips, from the first to the last.
   *
   * @param x {@code [batch, time, height, width, channels]}, contiguous
   * @param hidden receives every hidden state, {@code [batch, time, height, width, filters]}; only
   *     the frames of the pass are read and written
   * @param state the initial state, which receives the last one; null is a temporary zero state
   * @param keepForBackward whether to keep what {@link #backward} needs
   */
  void forward(
      Parameters parameters,
      INDArray x,
      INDArray hidden,
      @Nullable CarriedState state,
      boolean keepForBackward);

  /**
   * Computes the gradients of the last forward pass with {@code keepForBackward}.
   *
   * @param hiddenGradient the gradient of {@code hidden}
   * @param xGradient receives the gradient of {@code x}
   * @param gradients receives the gradients of the parameters, which it overwrites
   * @param state the gradient of the last state, which receives that of the initial one; null is
   *     zero, and the latter is not wanted
   */
  void backward(
      INDArray hiddenGradient,
      INDArray xGradient,
      Parameters gradients,
      @Nullable CarriedState state);

  @Override
  void close();

  /**
   * Holds the parameters, or their gradients, in Keras' layout with gates in the order i, f, c, o.
   *
   * @param input {@code [kernelHeight, kernelWidth, channels, 4 * filters]}; null without input
   * @param recurrent {@code [kernelHeight, kernelWidth, filters, 4 * filters]}
   * @param bias {@code [4 * filters]}
   * @param peepholes of the gates i, f and o, {@code [3, filters]} or {@code [3, height, width,
   *     filters]}; null without
   */
  record Parameters(
      @Nullable INDArray input, INDArray recurrent, INDArray bias, @Nullable INDArray peepholes) {}
}
