package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a few pixels at a time, few enough that all of it stays in the first-level cache.
 * Native memory is copied in and out in bulk; pixel positions ({@code at}) count from the beginning
 * of a group of clips.
 */
final class FloatBlock {
  private static final int ELEMENTS = 1024;

  private final GateActivation gates;
  private final int pixels;
  private final int channels;
  private final int filters;
  private final int stacked;
  private final int capacity;
  private final float[] wide; // z of the block, pixel by pixel
  private final float[] rows; // [x | h] of the block
  private final float[] x;
  private final float[] h;
  private final float[] i;
  private final float[] f;
  private final float[] g;
  private final float[] o;
  private final float[] dc;
  private final float[] scratch;

  FloatBlock(Geometry sizes, int stacked) {
    gates = sizes.gates();
    pixels = sizes.pixels();
    channels = sizes.channels();
    filters = sizes.filters();
    this.stacked = stacked;
    capacity = Math.max(1, Math.min(pixels, ELEMENTS / filters));
    int planar = capacity * filters;
    wide = new float[4 * planar];
    rows = new float[capacity * stacked];
    x = new float[capacity * channels];
    h = new float[planar];
    i = new float[planar];
    f = new float[planar];
    g = new float[planar];
    o = new float[planar];
    dc = new float[planar];
    scratch = new float[planar];
  }

  /** Pixels a block holds. */
  int capacity() {
    return capacity;
  }

  /** How many pixels the block that begins at this pixel of a frame has. */
  int start(int pixel) {
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

  /** Puts x from the clip and this block's h side by side. */
  void writeStacked(FloatBuffer from, int index, FloatBuffer to, int at, int count) {
    from.get(index, x, 0, count * channels);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * stacked;
      System.arraycopy(x, pixel * channels, rows, row, channels);
      System.arraycopy(h, pixel * filters, rows, row + stacked - filters, filters);
    }
    to.put(at * stacked, rows, 0, count * stacked);
  }

  /** Takes the two gradients apart again; that of h is written to {@code hNext}. */
  void splitStacked(
      FloatBuffer from, int at, int count, FloatBuffer xGradient, int index, float[] hNext) {
    from.get(at * stacked, rows, 0, count * stacked);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * stacked;
      System.arraycopy(rows, row, x, pixel * channels, channels);
      System.arraycopy(rows, row + stacked - filters, hNext, (at + pixel) * filters, filters);
    }
    xGradient.put(index, x, 0, count * channels);
  }

  /** One step of the cell from the convolutions' sums in {@code z}; h is left in this block. */
  void step(FloatBuffer z, int at, int count, float[] before, float[] after, boolean keep) {
    int length = count * filters;
    z.get(at * 4 * filters, wide, 0, 4 * length);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * 4 * filters;
      int to = pixel * filters;
      System.arraycopy(wide, row, i, to, filters);
      System.arraycopy(wide, row + filters, f, to, filters);
      System.arraycopy(wide, row + 2 * filters, g, to, filters);
      System.arraycopy(wide, row + 3 * filters, o, to, filters);
    }
    Gates.activate(gates, i, length);
    Gates.activate(gates, f, length);
    Gates.tanh(g, length);
    Gates.activate(gates, o, length);
    Gates.cell(i, f, g, before, after, h, at * filters, length);
    Gates.tanh(h, length);
    Gates.multiply(o, h, h, length);
    if (keep) {
      int index = at * 4 * filters;
      z.put(index, i, 0, length);
      z.put(index + length, f, 0, length);
      z.put(index + 2 * length, g, 0, length);
      z.put(index + 3 * length, o, 0, length);
    }
  }

  /**
   * The same step back, given the gradient of h in this block: replaces the gates in {@code z} by
   * their gradients, and the gradient of the cell state after the step by that before it.
   */
  void stepBack(
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
    Gates.tanh(scratch, length);
    Gates.add(h, hNext, state, length);
    Gates.multiply(h, o, dc, length); // dc = dh o (1 - tanh(c)^2) + what the frame after asks
    Gates.tanhSlope(scratch, dc, length);
    Gates.add(dc, cNext, state, length);
    Gates.multiply(h, scratch, h, length); // do
    Gates.slope(gates, o, h, length);
    Gates.store(dc, f, cNext, state, length);
    Gates.multiply(dc, before, state, scratch, length); // df
    Gates.slope(gates, f, scratch, length);
    Gates.multiply(dc, g, f, length); // di, kept where f was
    Gates.slope(gates, i, f, length);
    Gates.multiply(dc, i, dc, length); // dg
    Gates.tanhSlope(g, dc, length);
    for (int pixel = 0; pixel < count; pixel++) {
      int row = pixel * 4 * filters;
      int from = pixel * filters;
      System.arraycopy(f, from, wide, row, filters);
      System.arraycopy(scratch, from, wide, row + filters, filters);
      System.arraycopy(dc, from, wide, row + 2 * filters, filters);
      System.arraycopy(h, from, wide, row + 3 * filters, filters);
    }
    z.put(index, wide, 0, 4 * length);
  }

  /** Adds the gate gradients of the last {@link #stepBack} over its pixels. */
  void addBias(float[] biasGradient, int count) {
    int width = 4 * filters;
    for (int pixel = 0; pixel < count; pixel++) {
      Gates.add(biasGradient, wide, pixel * width, width);
    }
  }
}
