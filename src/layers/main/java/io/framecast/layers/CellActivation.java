package io.framecast.layers;

/**
 * Selects an activation in the cell of a {@link ConvLSTM2D}. The derivative of each is a function
 * of its value, so that the backward pass needs no argument.
 */
public enum CellActivation {
  /** {@code z}. */
  LINEAR,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code max(0, z)}. */
  RELU,
  /** The logistic function, as Keras 3's gates. */
  SIGMOID,
  /** {@code clip(0.2 z + 0.5, 0, 1)}, as Keras 2's gates. */
  HARD_SIGMOID,
  /** {@code relu6(z + 3) / 6}, what Keras 3 means by hard_sigmoid. */
  HARD_SIGMOID_KERAS3
}
