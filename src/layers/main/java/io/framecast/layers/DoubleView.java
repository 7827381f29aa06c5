package io.framecast.layers;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads and writes a contiguous array of floats or doubles in bulk as doubles. So one
 * implementation of a layer serves both types. It suits layers whose arithmetic is cheap compared
 * with their memory access.
 */
final class DoubleView {
  private final INDArray array; // a buffer does not keep the memory of its array alive
  private final @Nullable FloatBuffer floats;
  private final @Nullable DoubleBuffer doubles;

  DoubleView(INDArray array) {
    this.array = array;
    boolean single = array.dataType() == DataType.FLOAT;
    floats = single ? Nd4jOps.floatBuffer(array) : null;
    doubles = single ? null : array.data().asNioDouble().slice();
  }

  /** Returns all values of a contiguous array. */
  static double[] of(INDArray array) {
    double[] all = new double[(int) array.length()];
    new DoubleView(array).get(0, all, all.length);
    return all;
  }

  void get(int index, double[] to, int count) {
    try {
      if (floats != null) {
        float[] single = new float[count];
        floats.get(index, single);
        for (int k = 0; k < count; k++) {
          to[k] = single[k];
        }
      } else if (doubles != null) {
        doubles.get(index, to, 0, count);
      }
    } finally {
      Reference.reachabilityFence(array);
    }
  }

  void put(int index, double[] from, int count) {
    try {
      if (floats != null) {
        float[] single = new float[count];
        for (int k = 0; k < count; k++) {
          single[k] = (float) from[k];
        }
        floats.put(index, single);
      } else if (doubles != null) {
        doubles.put(index, from, 0, count);
      }
    } finally {
      Reference.reachabilityFence(array);
    }
  }
}
