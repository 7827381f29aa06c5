package io.framecast.layers;

import java.lang.ref.Reference;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A contiguous array of floats or doubles, read and written in bulk as doubles: for the layers
 * whose arithmetic is cheap beside their memory, so that one piece of code serves both types.
 */
final class Values {
  private final INDArray array; // kept: a buffer alone does not keep its memory from being freed
  private final @Nullable FloatBuffer floats;
  private final @Nullable DoubleBuffer doubles;

  Values(INDArray array) {
    this.array = array;
    boolean single = array.dataType() == DataType.FLOAT;
    floats = single ? Native.memory(array) : null;
    doubles = single ? null : array.data().asNioDouble().slice();
  }

  /** All values of a contiguous array. */
  static double[] of(INDArray array) {
    double[] all = new double[(int) array.length()];
    new Values(array).get(0, all, all.length);
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
