package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Normalization;

/** What stands after one layer: an affine map per channel, by moving or by each pixel's moments. */
final class Normalizer {

  private final boolean byPixel;
  private final float[] scale; // [filters]
  private final float[] shift; // [filters]
  private final double epsilon;

  private Normalizer(boolean byPixel, float[] scale, float[] shift, double epsilon) {
    this.byPixel = byPixel;
    this.scale = scale;
    this.shift = shift;
    this.epsilon = epsilon;
  }

  static Normalizer of(Weights weights, int layer) {
    Configuration configuration = weights.configuration();
    String name = "layers." + layer + ".norm.";
    float[] gamma = weights.tensor(name + "gamma");
    float[] beta = weights.tensor(name + "beta");
    boolean byPixel = configuration.normalization() == Normalization.LAYER;
    if (!byPixel) {
      float[] mean = weights.numbers(name + "moving_mean");
      float[] variance = weights.numbers(name + "moving_variance");
      for (int k = 0; k < gamma.length; k++) {
        gamma[k] = (float) (gamma[k] / Math.sqrt(variance[k] + configuration.epsilon()));
        beta[k] -= mean[k] * gamma[k];
      }
    }
    return new Normalizer(byPixel, gamma, beta, configuration.epsilon());
  }

  /** Normalises {@code pixels} pixels of {@code values [pixels, filters]} from {@code at} on. */
  void apply(float[] values, int at, int pixels) {
    int filters = scale.length;
    for (int p = 0; p < pixels; p++, at += filters) {
      if (byPixel) {
        standardize(values, at, filters);
      }
      for (int k = 0; k < filters; k++) {
        values[at + k] = values[at + k] * scale[k] + shift[k];
      }
    }
  }

  private void standardize(float[] values, int at, int filters) {
    float sum = 0;
    float squares = 0;
    for (int k = 0; k < filters; k++) {
      sum += values[at + k];
    }
    float mean = sum / filters;
    for (int k = 0; k < filters; k++) {
      float d = values[at + k] - mean;
      squares += d * d;
    }
    float inverse = (float) (1 / Math.sqrt(squares / filters + epsilon));
    for (int k = 0; k < filters; k++) {
      values[at + k] = (values[at + k] - mean) * inverse;
    }
  }
}
