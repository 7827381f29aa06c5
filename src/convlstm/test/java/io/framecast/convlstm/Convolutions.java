package io.framecast.convlstm;

/** Runs single convolutions. */
final class Convolutions {
  private Convolutions() {}

  /** Returns the output {@code [pixels, outputs]} of a convolution whose input is set. */
  static float[] run(Convolution convolution, int pixels, int outputs) {
    float[] output = new float[pixels * outputs];
    int before = DirectConvolution.setThreads(1);
    try {
      convolution.run(
          null,
          (state, p, n, values) -> System.arraycopy(values, 0, output, p * outputs, n * outputs));
    } finally {
      DirectConvolution.setThreads(before);
    }
    return output;
  }
}
