package io.framecast.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Converts ND4J arrays to nested Java arrays. */
final class NestedArrays {
  private NestedArrays() {}

  static double[][][][][] rank5(INDArray array) {
    double[][][][][] out = new double[(int) array.size(0)][][][][];
    for (int k = 0; k < out.length; k++) {
      out[k] = rank4(array.slice(k));
    }
    return out;
  }

  static double[][][][] rank4(INDArray array) {
    double[][][][] out = new double[(int) array.size(0)][][][];
    for (int a = 0; a < out.length; a++) {
      out[a] = new double[(int) array.size(1)][][];
      for (int b = 0; b < out[a].length; b++) {
        out[a][b] = new double[(int) array.size(2)][(int) array.size(3)];
        for (int c = 0; c < out[a][b].length; c++) {
          for (int d = 0; d < out[a][b][c].length; d++) {
            out[a][b][c][d] = array.getDouble(a, b, c, d);
          }
        }
      }
    }
    return out;
  }
}
