package io.framecast.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds the hidden state and the cell state between two calls. Both are {@code [batch, height,
 * width, filters]} and belong to no workspace.
 */
record CarriedState(INDArray hidden, INDArray cell) {

  static CarriedState zero(DataType type, ConvLstmShape sizes) {
    long[] shape = {sizes.clips(), sizes.height(), sizes.width(), sizes.filters()};
    return new CarriedState(
        Nd4jOps.outsideWorkspaces(() -> Nd4j.create(type, shape)),
        Nd4jOps.outsideWorkspaces(() -> Nd4j.create(type, shape)));
  }
}
