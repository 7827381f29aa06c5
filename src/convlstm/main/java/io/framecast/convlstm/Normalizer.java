package io.framecast.convlstm;

/**
 * Normalises the channels of pixels: by moving moments (batch) or by each pixel's own (layer). One
 * thread at a time uses it.
 */
final class Normalizer {

  private static final int BLOCK = 32; // pixels: a loop over one pixel's filters is too short

  private final boolean perPixel;
  private final int filters;
  private final float[] scale; // [block, filters]
  private final float[] shift; // [block, filters]
  private final float[] block; // [block, filters]
  private final double epsilon;

  private Normalizer(boolean perPixel, float[] scale, float[] shift, double epsilon) {
    this.perPixel = perPixel;
    this.filters = scale.length;
    this.scale = repeat(scale);
    this.shift = repeat(shift);
    this.block = new float[this.scale.length];
    this.epsilon = epsilon;
  }

  private static float[] repeat(float[] values) {
    float[] block = new float[BLOCK * values.length];
    for (int k = 0; k < block.length; k++) {
      block[k] = values[k % values.length];
    }
    return block;
  }

  /** Returns the normalisation by the moving moments of a stage of this name. */
  static Normalizer batch(Weights weights, String name, double epsilon) {
    float[] gamma = weights.tensor(name + ".gamma");
    float[] beta = weights.tensor(name + ".beta");
    float[] mean = weights.rawTensor(name + ".moving_mean");
    float[] variance = weights.rawTensor(name + ".moving_variance");
    for (int k = 0; k < gamma.length; k++) {
      gamma[k] = (float) (gamma[k] / Math.sqrt(variance[k] + epsilon));
      beta[k] -= mean[k] * gamma[k];
    }
    return new Normalizer(false, gamma, beta, epsilon);
  }

  /** Returns the normalisation by each pixel's moments of a stage of this name. */
  static Normalizer layer(Weights weights, String name, double epsilon) {
    return new Normalizer(
        true, weights.rawTensor(name + ".gamma"), weights.rawTensor(name + ".beta"), epsilon);
  }

  /** Normalises the first {@code pixels} pixels of {@code values [pixels, filters]}. */
  void apply(float[] values, int pixels) {
    int end = pixels * filters;
    if (perPixel) {
      for (int at = 0; at < end; at += filters) {
        standardize(values, at);
      }
    }
    for (int at = 0; at < end; at += scale.length) {
      int n = Math.min(scale.length, end - at);
      System.arraycopy(values, at, block, 0, n);
      scale(block, scale, shift, n);
      System.arraycopy(block, 0, values, at, n);
    }
  }

  /** Scales a copy, because the JIT compiler vectorises only a loop whose indices are all equal. */
  private static void scale(float[] values, float[] scale, float[] shift, int n) {
    for (int k = 0; k < n; k++) {
      values[k] = values[k] * scale[k] + shift[k];
    }
  }

  private void standardize(float[] values, int at) {
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
