package io.framecast.convlstm;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes a convolution with few outputs as one matrix product: each pixel's part in the outputs
 * around it. The parts are then shifted and added. ND4J's conv2d would pad the outputs to 16.
 */
final class TapsConvolution implements Convolution {
  private final TapsKernel kernel;
  private final int rows;
  private final int columns;
  private final int inputs;
  private final int outputs;
  private final INDArray in; // [1, pixels, inputs]
  private final INDArray out; // [1, pixels, taps * outputs]
  private final FloatBuffer input;
  private final FloatBuffer parts;
  private final BatchedProduct product;
  private final float[] line; // [columns, taps * outputs]: the parts of a row of pixels
  private final float[] sums; // [columns, outputs]
  private final float[] tile; // [TILE, outputs]

  TapsConvolution(TapsKernel kernel, int rows, int columns) {
    this.kernel = kernel;
    this.rows = rows;
    this.columns = columns;
    inputs = (int) kernel.matrix().size(1);
    outputs = kernel.bias().length;
    long pixels = (long) rows * columns;
    in = Nd4j.create(DataType.FLOAT, 1, pixels, inputs);
    out = Nd4j.create(DataType.FLOAT, 1, pixels, kernel.matrix().size(2));
    input = ((FloatPointer) in.data().pointer()).asBuffer();
    parts = ((FloatPointer) out.data().pointer()).asBuffer();
    product = new BatchedProduct(OneDnn.engine(), in, kernel.matrix(), out);
    line = new float[columns * (int) kernel.matrix().size(2)];
    sums = new float[columns * outputs];
    tile = new float[Workspace.TILE * outputs];
  }

  /** Returns the native bytes of input and parts. */
  static long nativeBytes(long pixels, int inputs, int outputs, int taps) {
    return Float.BYTES * pixels * (inputs + (long) taps * outputs);
  }

  @Override
  public void put(int p, int n, float[] values) {
    input.put(p * inputs, values, 0, n * inputs);
  }

  @Override
  public void run(State state, OutputReader reader) {
    product.run();
    for (int row = 0; row < rows; row++) {
      addUp(row);
      for (int column = 0; column < columns; column += Workspace.TILE) {
        int n = Math.min(Workspace.TILE, columns - column);
        System.arraycopy(sums, column * outputs, tile, 0, n * outputs);
        reader.read(state, row * columns + column, n, tile);
      }
    }
  }

  /** Adds up the outputs of a row of pixels. */
  private void addUp(int row) {
    Arrays.fill(sums, 0);
    int above = (kernel.rows() - 1) / 2;
    int before = (kernel.columns() - 1) / 2;
    for (int y = 0; y < kernel.rows(); y++) {
      int from = row + y - above;
      if (from >= 0 && from < rows) {
        parts.get(from * line.length, line);
        for (int x = 0; x < kernel.columns(); x++) {
          add((y * kernel.columns() + x) * outputs, x - before);
        }
      }
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] += kernel.bias()[k % outputs];
    }
  }

  /** Adds one tap of the line, which begins at this number of each pixel. */
  private void add(int tap, int shift) {
    int width = line.length / columns;
    int end = Math.min(columns, columns - shift);
    for (int column = Math.max(0, -shift); column < end; column++) {
      for (int o = 0; o < outputs; o++) {
        sums[column * outputs + o] += line[(column + shift) * width + tap + o];
      }
    }
  }

  @Override
  public void close() {
    product.close();
    in.close();
    out.close();
  }
}
