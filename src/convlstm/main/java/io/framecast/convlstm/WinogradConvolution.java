package io.framecast.convlstm;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes a 3x3 convolution by Winograd's F(4x4, 3x3) in three batched matrix products: the inputs
 * of the tiles are transformed, multiplied by the transformed kernel, and transformed back.
 *
 * <p>A tile overlaps its neighbours by two pixels, so a pixel of the input is written to as many as
 * four tiles. What lies outside of the image stays zero.
 */
final class WinogradConvolution implements Convolution {
  private static final int SIDE = WinogradTransform.INPUTS;
  private static final int STEP = WinogradTransform.OUTPUTS;
  private static final int PRODUCTS = SIDE * SIDE;
  private static final int PIXELS = STEP * STEP;

  private final int rows;
  private final int columns;
  private final int inputs;
  private final int outputs;
  private final WinogradTiles tiles;
  private final List<INDArray> arrays = new ArrayList<>();
  private final List<BatchedProduct> transforms = new ArrayList<>(); // of the input of each part
  private final List<FloatBuffer> parts = new ArrayList<>(); // [36, tiles, inputs] of each part
  private final BatchedProduct product;
  private final BatchedProduct back;
  private final FloatBuffer output; // [16, tiles, outputs] of one part
  private final float[] bias; // [TILE, outputs]
  private final float[] tile; // [TILE, outputs]

  WinogradConvolution(WinogradKernel kernel, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    inputs = kernel.inputs();
    outputs = kernel.outputs();
    tiles = WinogradTiles.of(rows, columns);
    engine cpu = OneDnn.engine();
    int perPart = tiles.perPart();
    INDArray transformed = array(PRODUCTS, perPart, inputs);
    INDArray products = array(PRODUCTS, perPart, outputs);
    INDArray results = array(PIXELS, perPart, outputs);
    INDArray toProducts = array(PRODUCTS, PRODUCTS);
    INDArray toPixels = array(PIXELS, PRODUCTS);
    buffer(toProducts).put(WinogradTransform.input());
    buffer(toPixels).put(WinogradTransform.output());
    for (int part = 0; part < tiles.parts(); part++) {
      INDArray input = array(PRODUCTS, perPart, inputs);
      parts.add(buffer(input));
      transforms.add(
          new BatchedProduct(cpu, matrix(toProducts), matrix(input), matrix(transformed)));
    }
    product = new BatchedProduct(cpu, transformed, kernel.transformed(), products);
    back = new BatchedProduct(cpu, matrix(toPixels), matrix(products), matrix(results));
    output = buffer(results);
    tile = new float[Workspace.TILE * outputs];
    bias = new float[Workspace.TILE * outputs];
    for (int k = 0; k < bias.length; k++) {
      bias[k] = kernel.bias()[k % outputs];
    }
  }

  private INDArray array(long... shape) {
    INDArray zeros = Nd4j.create(DataType.FLOAT, shape);
    arrays.add(zeros);
    return zeros;
  }

  /** Returns a view as {@code [1, first dimension, all others]}. */
  private static INDArray matrix(INDArray array) {
    return array.reshape(1, array.size(0), array.length() / array.size(0));
  }

  private static FloatBuffer buffer(INDArray array) {
    return ((FloatPointer) array.data().pointer()).asBuffer();
  }

  /** Returns the native bytes of the matrices. */
  static long nativeBytes(int rows, int columns, int inputs, int outputs) {
    WinogradTiles tiles = WinogradTiles.of(rows, columns);
    long perTile =
        (long) PRODUCTS * inputs * (tiles.parts() + 1) + (long) (PRODUCTS + PIXELS) * outputs;
    return Float.BYTES * perTile * tiles.perPart();
  }

  @Override
  public void put(int p, int n, float[] values) {
    int row = p / columns;
    int column = p % columns;
    for (int k = 0; k < n; k++) {
      put(row, column, values, k * inputs);
      column++;
      if (column == columns) {
        column = 0;
        row++;
      }
    }
  }

  /** Writes a pixel to all tiles that read it. */
  private void put(int row, int column, float[] values, int from) {
    int lowest = (row + 1) / STEP; // the tile whose first rows it is in
    int rightmost = (column + 1) / STEP;
    for (int down = lowest; down >= 0 && row + 1 - down * STEP < SIDE; down--) {
      if (down < tiles.parts() * tiles.down()) {
        for (int across = rightmost; across >= 0 && column + 1 - across * STEP < SIDE; across--) {
          if (across < tiles.across()) {
            int place = (row + 1 - down * STEP) * SIDE + column + 1 - across * STEP;
            int to = place * tiles.perPart() + down % tiles.down() * tiles.across() + across;
            parts.get(down / tiles.down()).put(to * inputs, values, from, inputs);
          }
        }
      }
    }
  }

  @Override
  public void run(State state, OutputReader reader) {
    int rowsOfPart = tiles.down() * STEP;
    for (int part = 0; part < tiles.parts(); part++) {
      transforms.get(part).run();
      product.run();
      back.run();
      int first = part * rowsOfPart;
      int pixels = Math.min(rowsOfPart, rows - first) * columns;
      for (int p = 0; p < pixels; p += Workspace.TILE) {
        int n = Math.min(Workspace.TILE, pixels - p);
        read(p, n);
        reader.read(state, first * columns + p, n, tile);
      }
    }
  }

  /** Reads {@code n} pixels of the part into the tile, from its pixel {@code p} on. */
  private void read(int p, int n) {
    int row = p / columns;
    int column = p % columns;
    for (int k = 0; k < n; k++) {
      int place = row % STEP * STEP + column % STEP;
      int from = place * tiles.perPart() + row / STEP * tiles.across() + column / STEP;
      output.get(from * outputs, tile, k * outputs, outputs);
      column++;
      if (column == columns) {
        column = 0;
        row++;
      }
    }
    addBias(tile, bias, n * outputs);
  }

  private static void addBias(float[] values, float[] bias, int n) {
    for (int k = 0; k < n; k++) {
      values[k] += bias[k];
    }
  }

  @Override
  public void close() {
    transforms.forEach(BatchedProduct::close);
    product.close();
    back.close();
    arrays.forEach(INDArray::close);
  }
}
