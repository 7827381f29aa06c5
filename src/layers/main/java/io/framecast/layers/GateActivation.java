package io.framecast.layers;

/** Selects the activation of the input, forget and output gates of a {@link ConvLSTM2D}. */
public enum GateActivation {
  /** The logistic function, as in Keras 3. */
  SIGMOID,
  /** {@code clip(0.2 z + 0.5, 0, 1)}, as in Keras 2. */
  HARD_SIGMOID
}
