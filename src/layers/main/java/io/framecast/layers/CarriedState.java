package io.framecast.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds the hidden state and the cell state between two calls. Both are {@code [batch, height,
 * width, filters]} and belong to no workspace.
 */
record CarriedState(INDArray hidden, INDArray cell) implements AutoCloseable {

  static CarriedState zero(DataType type, ConvLstmShape sizes) {
    return new CarriedState(
        Nd4jOps.zeros(type, sizes.stateShape()), Nd4jOps.zeros(type, sizes.stateShape()));
  }

  @Override
  public void close() {
    hidden.close();
    cell.close();
  }
}
