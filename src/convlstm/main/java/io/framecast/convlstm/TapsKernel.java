package io.framecast.convlstm;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds a kernel as one matrix {@code [1, inputs, taps * outputs]} in native memory, and its bias.
 *
 * @param rows rows of the kernel, as many above its middle as below, or one more below
 */
record TapsKernel(INDArray matrix, float[] bias, int rows, int columns) implements PackedKernel {

  static TapsKernel of(StackedKernel kernel) {
    int inputs = kernel.inputs();
    int outputs = kernel.outputs();
    int taps = kernel.rows() * kernel.columns();
    float[] matrix = new float[taps * inputs * outputs];
    for (int tap = 0; tap < taps; tap++) {
      for (int k = 0; k < inputs; k++) {
        System.arraycopy(
            kernel.values(),
            (tap * inputs + k) * outputs,
            matrix,
            (k * taps + tap) * outputs,
            outputs);
      }
    }
    return new TapsKernel(
        Nd4j.createFromArray(matrix).reshape(1, inputs, (long) taps * outputs),
        kernel.bias(),
        kernel.rows(),
        kernel.columns());
  }

  @Override
  public Convolution convolution(int rows, int columns) {
    return new TapsConvolution(this, rows, columns);
  }

  @Override
  public void close() {
    matrix.close();
  }
}
