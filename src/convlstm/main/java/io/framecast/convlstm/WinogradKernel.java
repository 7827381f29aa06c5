package io.framecast.convlstm;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Holds a transformed 3x3 kernel {@code [36, inputs, outputs]} in native memory, and its bias. */
record WinogradKernel(INDArray transformed, float[] bias) implements PackedKernel {

  static WinogradKernel of(StackedKernel kernel) {
    int inputs = kernel.inputs();
    int outputs = kernel.outputs();
    float[] transformed = WinogradTransform.kernel(kernel.values(), inputs * outputs);
    return new WinogradKernel(
        Nd4j.createFromArray(transformed)
            .reshape(transformed.length / (inputs * outputs), inputs, outputs),
        kernel.bias());
  }

  int inputs() {
    return (int) transformed.size(1);
  }

  int outputs() {
    return (int) transformed.size(2);
  }

  @Override
  public Convolution convolution(int rows, int columns) {
    return new WinogradConvolution(this, rows, columns);
  }

  @Override
  public void close() {
    transformed.close();
  }
}
