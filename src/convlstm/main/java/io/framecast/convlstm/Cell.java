package io.framecast.convlstm;

/**
 * The cell's element-wise part, {@code c' = f.c + i.tanh(g); h' = o.tanh(c')} (Shi et al. 2015, eq.
 * 3, without peepholes), over flat arrays in loops that the JIT compiler turns into vectors: only
 * multiply, add, divide, minimum and maximum. The same instructions in the same order everywhere,
 * so the same bits.
 */
final class Cell {

  // tanh(x) = x P(x^2) / Q(x^2) on [-LIMIT, LIMIT], our least-squares fit; error below 4e-7 in
  // float
  private static final float LIMIT = 8.2f;
  private static final float P1 = 0.13429798f;
  private static final float P2 = 0.003553953f;
  private static final float P3 = 2.159316e-05f;
  private static final float P4 = 1.478047e-08f;
  private static final float Q1 = 0.46763122f;
  private static final float Q2 = 0.026097832f;
  private static final float Q3 = 0.00033820118f;
  private static final float Q4 = 8.3458275e-07f;

  private Cell() {}

  static float tanh(float z) {
    float x = Math.max(-LIMIT, Math.min(LIMIT, z));
    float u = x * x;
    float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1;
    float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1;
    return x * p / q;
  }

  static float sigmoid(float z) {
    return Math.max(0, Math.min(1, 0.5f * tanh(0.5f * z) + 0.5f));
  }

  static float hardSigmoid(float z) {
    return Math.max(0, Math.min(1, 0.2f * z + 0.5f));
  }

  /** Updates {@code c} and writes {@code h}; pre-activations i f g o as they leave the kernels. */
  static void sigmoid(float[] i, float[] f, float[] g, float[] o, float[] c, float[] h, int n) {
    for (int k = 0; k < n; k++) {
      c[k] = sigmoid(f[k]) * c[k] + sigmoid(i[k]) * tanh(g[k]);
    }
    for (int k = 0; k < n; k++) {
      h[k] = sigmoid(o[k]) * tanh(c[k]);
    }
  }

  /** As {@link #sigmoid}, with Keras 2's piecewise linear gates. */
  static void hardSigmoid(float[] i, float[] f, float[] g, float[] o, float[] c, float[] h, int n) {
    for (int k = 0; k < n; k++) {
      c[k] = hardSigmoid(f[k]) * c[k] + hardSigmoid(i[k]) * tanh(g[k]);
    }
    for (int k = 0; k < n; k++) {
      h[k] = hardSigmoid(o[k]) * tanh(c[k]);
    }
  }
}
