package io.framecast.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The hidden state and the cell state between two calls, both {@code [batch, height, width,
 * filters]}, outside every workspace.
 */
record CarriedState(INDArray hidden, INDArray cell) {

  static CarriedState zero(DataType type, Geometry sizes) {
    long[] shape = {sizes.clips(), sizes.height(), sizes.width(), sizes.filters()};
    return new CarriedState(
        Native.outside(() -> Nd4j.create(type, shape)),
        Native.outside(() -> Nd4j.create(type, shape)));
  }
}
