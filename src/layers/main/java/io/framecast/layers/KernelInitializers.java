package io.framecast.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Initialises kernels as Keras does, with ND4J's random generator, which a network seeds. */
final class KernelInitializers {
  private KernelInitializers() {}

  /**
   * Fills a kernel {@code [..., in, out]} uniformly within sqrt(6 / fans) (Glorot, Bengio 2010).
   */
  static void glorotUniform(INDArray kernel) {
    long out = kernel.size(kernel.rank() - 1);
    long in = kernel.size(kernel.rank() - 2);
    long taps = kernel.length() / (in * out);
    double limit = Math.sqrt(6.0 / (taps * (in + out)));
    INDArray drawn = Nd4j.rand(DataType.DOUBLE, kernel.shape());
    kernel.assign(drawn.muli(2 * limit).subi(limit));
    drawn.close();
  }

  /**
   * Fills a kernel {@code [..., in, out]} with an orthogonal matrix of {@code out} columns (Saxe et
   * al. 2014). Its columns are orthonormal, or its rows if there are fewer rows.
   */
  static void orthogonal(INDArray kernel) {
    int columns = (int) kernel.size(kernel.rank() - 1);
    int rows = (int) (kernel.length() / columns);
    int vectors = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    INDArray drawn = Nd4j.randn(DataType.DOUBLE, vectors, length);
    double[][] basis = drawn.toDoubleMatrix();
    drawn.close();
    for (int v = 0; v < vectors; v++) {
      for (int twice = 0;
          twice < 2;
          twice++) { // the second pass removes rounding errors of the first
        for (int u = 0; u < v; u++) {
          subtract(basis[v], basis[u], dot(basis[v], basis[u]));
        }
      }
      double norm = Math.sqrt(dot(basis[v], basis[v]));
      for (int k = 0; k < length; k++) {
        basis[v][k] /= norm;
      }
    }
    INDArray matrix = Nd4j.createFromArray(basis);
    INDArray oriented = rows >= columns ? matrix.transpose() : matrix;
    INDArray shaped = oriented.dup('c').reshape('c', kernel.shape());
    kernel.assign(shaped);
    matrix.close();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static void subtract(double[] from, double[] direction, double amount) {
    for (int k = 0; k < from.length; k++) {
      from[k] -= amount * direction[k];
    }
  }
}
