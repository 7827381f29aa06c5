package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Computes the gates of a tile of pixels that fits the first-level cache. It copies native memory
 * in and out in bulk. Pixel positions ({@code at}) count from the start of a group of clips.
 */
final class PixelTile {
  private static final int ELEMENTS = 1024;

  private final GateActivation gates;
  private final int pixels;
  private final int channels;
  private final int filters;
  private final int stacked;
  private final int capacity;
  private final float[] interleaved; // z of the tile, pixel by pixel
  private final float[] stackedRows; // [x | h] of the tile
  private final float[] x;
  private final float[] h;
  private final float[] i;
  private final float[] f;
  private final float[] g;
  private final float[] o;
  private final float[] dc;
  private final float[] scratch;

  PixelTile(ConvLstmShape sizes, int stacked) {
    gates = sizes.gates();
    pixels = sizes.pixels();
    channels = sizes.channels();
    filters = sizes.filters();
    this.stacked = stacked;
    capacity = Math.max(1, Math.min(pixels, ELEMENTS / filters));
    int planar = capacity * filters;
    interleaved = new float[4 * planar];
    stackedRows = new float[capacity * stacked];
    x = new float[capacity * channels];
    h = new float[planar];
    i = new float[planar];
    f = new float[planar];
    g = new float[planar];
    o = new float[planar];
    dc = new float[planar];
    scratch = new float[planar];
  }

  /** Returns the largest number of pixels in a tile. */
  int capacity() {
    return capacity;
  }

  /** Returns the number of pixels of the tile that begins at this pixel of a frame. */
  int sizeAt(int pixel) {
    return Math.min(capacity, pixels - pixel);
  }

  void readHidden(@Nullable FloatBuffer from, int index, int count) {
    if (from == null) {
      Arrays.fill(h, 0f);
    } else {
      from.get(index, h, 0, count * filters);
    }
  }

  void writeHidden(FloatBuffer to, int index, int count) {
    to.put(index, h, 0, count * filters);
  }

  /** Writes {@code [x | h]}: x of the clip beside h of this tile. */
  void writeStacked(FloatBuffer from, int index, FloatBuffer to, int at, int count) {
    from.get(index, x, 0, count * channels);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * stacked;
      System.arraycopy(x, pixel * channels, stackedRows, row, channels);
      System.arraycopy(h, pixel * filters, stackedRows, row + stacked - filters, filters);
    }
    to.put(at * stacked, stackedRows, 0, count * stacked);
  }

  /** Splits the gradient of {@code [x | h]} into those of x and h ({@code hNext}). */
  void splitStacked(
      FloatBuffer from, int at, int count, FloatBuffer xGradient, int index, float[] hNext) {
    from.get(at * stacked, stackedRows, 0, count * stacked);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * stacked;
      System.arraycopy(stackedRows, row, x, pixel * channels, channels);
      System.arraycopy(
          stackedRows, row + stacked - filters, hNext, (at + pixel) * filters, filters);
    }
    xGradient.put(index, x, 0, count * channels);
  }

  /** Computes one step of the cell from the convolution {@code z} and leaves h in this tile. */
  void step(
      FloatBuffer z, int at, int count, float[] before, float[] after, boolean keepForBackward) {
    int length = count * filters;
    z.get(at * 4 * filters, interleaved, 0, 4 * length);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * 4 * filters;
      int to = pixel * filters;
      System.arraycopy(interleaved, row, i, to, filters);
      System.arraycopy(interleaved, row + filters, f, to, filters);
      System.arraycopy(interleaved, row + 2 * filters, g, to, filters);
      System.arraycopy(interleaved, row + 3 * filters, o, to, filters);
    }
    GateMath.activate(gates, i, length);
    GateMath.activate(gates, f, length);
    GateMath.tanh(g, length);
    GateMath.activate(gates, o, length);
    GateMath.updateCell(i, f, g, before, after, h, at * filters, length);
    GateMath.tanh(h, length);
    GateMath.multiply(o, h, h, length);
    if (keepForBackward) {
      int index = at * 4 * filters;
      z.put(index, i, 0, length);
      z.put(index + length, f, 0, length);
      z.put(index + 2 * length, g, 0, length);
      z.put(index + 3 * length, o, 0, length);
    }
  }

  /**
   * Computes the backward step from the gradient of h in this tile. It replaces the gates in {@code
   * z} by their gradients. It replaces the gradient of the cell state after the step by the one
   * before it.
   */
  void stepBackward(
      FloatBuffer z,
      int at,
      int count,
      float[] before,
      float[] after,
      float[] hNext,
      float[] cNext) {
    int length = count * filters;
    int state = at * filters;
    int index = at * 4 * filters;
    z.get(index, i, 0, length);
    z.get(index + length, f, 0, length);
    z.get(index + 2 * length, g, 0, length);
    z.get(index + 3 * length, o, 0, length);
    System.arraycopy(after, state, scratch, 0, length);
    GateMath.tanh(scratch, length);
    GateMath.add(h, hNext, state, length);
    GateMath.multiply(h, o, dc, length); // dc = dh o (1 - tanh(c)^2) + dc of the next frame
    GateMath.multiplyByTanhSlope(scratch, dc, length);
    GateMath.add(dc, cNext, state, length);
    GateMath.multiply(h, scratch, h, length); // do
    GateMath.multiplyBySlope(gates, o, h, length);
    GateMath.multiplyInto(dc, f, cNext, state, length);
    GateMath.multiply(dc, before, state, scratch, length); // df
    GateMath.multiplyBySlope(gates, f, scratch, length);
    GateMath.multiply(dc, g, f, length); // di replaces f
    GateMath.multiplyBySlope(gates, i, f, length);
    GateMath.multiply(dc, i, dc, length); // dg
    GateMath.multiplyByTanhSlope(g, dc, length);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * 4 * filters;
      int from = pixel * filters;
      System.arraycopy(f, from, interleaved, row, filters);
      System.arraycopy(scratch, from, interleaved, row + filters, filters);
      System.arraycopy(dc, from, interleaved, row + 2 * filters, filters);
      System.arraycopy(h, from, interleaved, row + 3 * filters, filters);
    }
    z.put(index, interleaved, 0, 4 * length);
  }

  /** Adds the gate gradients of the last {@link #stepBackward}, summed over its pixels. */
  void addBiasGradient(float[] biasGradient, int count) {
    int width = 4 * filters;
    for (int pixel = 0; pixel < count; pixel++) {
      GateMath.add(biasGradient, interleaved, pixel * width, width);
    }
  }
}
