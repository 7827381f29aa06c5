package io.framecast.convlstm;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Holds a kernel {@code [rows, columns, inputs, outputs]} and its bias in native memory. */
record DirectKernel(INDArray weights, INDArray bias) implements PackedKernel {

  static DirectKernel of(StackedKernel kernel) {
    return new DirectKernel(
        Nd4j.createFromArray(kernel.values())
            .reshape(kernel.rows(), kernel.columns(), kernel.inputs(), kernel.outputs()),
        Nd4j.createFromArray(kernel.bias()));
  }

  int rows() {
    return (int) weights.size(0);
  }

  int columns() {
    return (int) weights.size(1);
  }

  int inputs() {
    return (int) weights.size(2);
  }

  int outputs() {
    return (int) weights.size(3);
  }

  @Override
  public Convolution convolution(int rows, int columns) {
    return new DirectConvolution(this, rows, columns);
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
