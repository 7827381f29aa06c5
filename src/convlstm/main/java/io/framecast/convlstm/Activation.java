package io.framecast.convlstm;

import java.util.Locale;

/** Selects an element-wise function. The JSON name is the constant's name in lower case. */
public enum Activation {
  /** {@code z}. */
  LINEAR,
  /** The hyperbolic tangent: Keras' default of candidate and output. */
  TANH,
  /** {@code max(0, z)}. */
  RELU,
  /** The logistic function: Keras 3's default of gates. */
  SIGMOID,
  /** {@code clip(0.2 z + 0.5, 0, 1)}: Keras 2's default of gates. */
  HARD_SIGMOID,
  /** {@code relu6(z + 3) / 6}: what Keras 3 means by hard_sigmoid. */
  HARD_SIGMOID_KERAS3;

  /** Returns the name in a configuration. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Replaces the first {@code n} values by the function of them. */
  void apply(float[] z, int n) {
    switch (this) {
      case LINEAR -> {}
      case TANH -> Cell.tanh(z, n);
      case RELU -> Cell.relu(z, n);
      case SIGMOID -> Cell.sigmoid(z, n);
      case HARD_SIGMOID -> Cell.hardSigmoid(z, n);
      case HARD_SIGMOID_KERAS3 -> Cell.hardSigmoidKeras3(z, n);
    }
  }
}
