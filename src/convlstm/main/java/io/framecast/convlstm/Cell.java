package io.framecast.convlstm;

/**
 * Computes the element-wise part of the cell, {@code c' = f.c + i.tanh(g); h' = o.tanh(c')}, over
 * flat arrays (Shi et al. 2015, eq. 3). Each loop computes one function, because the JIT vectorises
 * such a loop. A loop over all gates stays scalar and is ten times slower. The operations are
 * multiply, add, divide, minimum and maximum, always in the same order. So the results have the
 * same bits on every processor.
 */
final class Cell {

  // tanh(x) = x P(x^2) / Q(x^2) on [-LIMIT, LIMIT], our least-squares fit; error below 4e-7 in
  // float, and in [-1, 1] up to this limit, so that a sigmoid needs no clamp
  private static final float LIMIT = 8.14f;
  private static final float P1 = 0.13429798f;
  private static final float P2 = 0.003553953f;
  private static final float P3 = 2.159316e-05f;
  private static final float P4 = 1.478047e-08f;
  private static final float Q1 = 0.46763122f;
  private static final float Q2 = 0.026097832f;
  private static final float Q3 = 0.00033820118f;
  private static final float Q4 = 8.3458275e-07f;

  private Cell() {}

  /** Replaces the first {@code n} values by their tanh. */
  static void tanh(float[] z, int n) {
    for (int k = 0; k < n; k++) {
      z[k] = tanh(z[k]);
    }
  }

  /** Replaces the first {@code n} values by their logistic sigmoid. */
  static void sigmoid(float[] z, int n) {
    for (int k = 0; k < n; k++) {
      z[k] = 0.5f * tanh(0.5f * z[k]) + 0.5f;
    }
  }

  /** Replaces the first {@code n} values by Keras 2's piecewise linear sigmoid. */
  static void hardSigmoid(float[] z, int n) {
    for (int k = 0; k < n; k++) {
      z[k] = Math.max(0, Math.min(1, 0.2f * z[k] + 0.5f));
    }
  }

  /** Replaces the first {@code n} values by Keras 3's piecewise linear sigmoid. */
  static void hardSigmoidKeras3(float[] z, int n) {
    for (int k = 0; k < n; k++) {
      z[k] = Math.max(0, Math.min(6, z[k] + 3)) / 6;
    }
  }

  /** Replaces negative values among the first {@code n} by 0. */
  static void relu(float[] z, int n) {
    for (int k = 0; k < n; k++) {
      z[k] = Math.max(0, z[k]);
    }
  }

  /** Adds the peephole weights, from {@code at} on, times the cell state to a gate. */
  static void addPeephole(float[] z, float[] weights, int at, float[] c, int n) {
    for (int k = 0; k < n; k++) {
      z[k] += weights[at + k] * c[k];
    }
  }

  /** Updates {@code c} from gates i f and candidate g, all activated. */
  static void update(float[] i, float[] f, float[] g, float[] c, int n) {
    for (int k = 0; k < n; k++) {
      c[k] = f[k] * c[k] + i[k] * g[k];
    }
  }

  /** Writes {@code h} from the activated gate o and the cell state. */
  static void output(float[] o, float[] c, float[] h, int n, Activation activation) {
    System.arraycopy(c, 0, h, 0, n);
    activation.apply(h, n);
    for (int k = 0; k < n; k++) {
      h[k] = o[k] * h[k];
    }
  }

  private static float tanh(float z) {
    float x = Math.max(-LIMIT, Math.min(LIMIT, z));
    float u = x * x;
    float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1;
    float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1;
    return x * p / q;
  }
}
