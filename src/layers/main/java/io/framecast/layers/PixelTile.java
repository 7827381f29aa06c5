package io.framecast.layers;

import io.framecast.layers.PeepholeWeights.CellValues;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Computes the gates of a tile of pixels that fits the first-level cache. It copies native memory
 * in and out in bulk. {@link #moveTo} selects the pixels: a few successive ones of one clip of a
 * group of clips.
 */
final class PixelTile {
  private static final int ELEMENTS = 1024;

  private final CellActivation gates;
  private final CellActivation activation;
  private final @Nullable PeepholeWeights peepholes;
  private final int firstClip;
  private final int firstFrame;
  private final int clipTimes;
  private final int pixels;
  private final int channels;
  private final int filters;
  private final int stacked;
  private final int capacity;
  private final int perFrame;
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
  private int clip; // in the group
  private int pixel; // the first one, in its frame
  private int count;
  private int at; // the first pixel, counted from the start of the group

  PixelTile(ConvLstmShape sizes, int firstClip, @Nullable PeepholeWeights peepholes) {
    this.firstClip = firstClip;
    this.peepholes = peepholes;
    gates = sizes.gates();
    activation = sizes.activation();
    firstFrame = sizes.first();
    clipTimes = sizes.clipTimes();
    pixels = sizes.pixels();
    channels = sizes.channels();
    filters = sizes.filters();
    stacked = sizes.stacked();
    capacity = capacity(sizes);
    perFrame = (pixels + capacity - 1) / capacity;
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

  /** Returns the most pixels of a tile. */
  static int capacity(ConvLstmShape sizes) {
    return Math.max(1, Math.min(sizes.pixels(), ELEMENTS / sizes.filters()));
  }

  /** Returns the number of tiles of a frame of each clip. */
  int tilesOf(int clips) {
    return clips * perFrame;
  }

  /** Moves to a tile, from 0 on. */
  void moveTo(int tile) {
    clip = tile / perFrame;
    pixel = tile % perFrame * capacity;
    count = Math.min(capacity, pixels - pixel);
    at = clip * pixels + pixel;
  }

  /** Returns the position of the tile's first pixel, of frame t of the pass, in the batch. */
  private int positionAt(int t) {
    return ((firstClip + clip) * clipTimes + firstFrame + t) * pixels + pixel;
  }

  /** Reads h of frame t of {@code [batch, time, height, width, filters]}. */
  void readHidden(FloatBuffer from, int t) {
    from.get(positionAt(t) * filters, h, 0, count * filters);
  }

  /** Writes h to frame t of {@code [batch, time, height, width, filters]}. */
  void writeHidden(FloatBuffer to, int t) {
    to.put(positionAt(t) * filters, h, 0, count * filters);
  }

  /** Reads h of {@code [batch, height, width, filters]}; null is zero. */
  void readState(@Nullable FloatBuffer from) {
    if (from == null) {
      Arrays.fill(h, 0f);
    } else {
      from.get((firstClip * pixels + at) * filters, h, 0, count * filters);
    }
  }

  /** Writes h to {@code [batch, height, width, filters]}. */
  void writeState(FloatBuffer to) {
    to.put((firstClip * pixels + at) * filters, h, 0, count * filters);
  }

  /** Writes {@code [x | h]}: x of frame t beside h of this tile. */
  void writeStacked(FloatBuffer from, int t, FloatBuffer to) {
    from.get(positionAt(t) * channels, x, 0, count * channels);
    for (int k = 0; k < count; k++) {
      int row = k * stacked;
      System.arraycopy(x, k * channels, stackedRows, row, channels);
      System.arraycopy(h, k * filters, stackedRows, row + stacked - filters, filters);
    }
    to.put(at * stacked, stackedRows, 0, count * stacked);
  }

  /** Splits the gradient of {@code [x | h]} into those of x at frame t and h ({@code hNext}). */
  void splitStacked(FloatBuffer from, FloatBuffer xGradient, int t, float[] hNext) {
    from.get(at * stacked, stackedRows, 0, count * stacked);
    for (int k = 0; k < count; k++) {
      int row = k * stacked;
      System.arraycopy(stackedRows, row, x, k * channels, channels);
      System.arraycopy(stackedRows, row + stacked - filters, hNext, (at + k) * filters, filters);
    }
    xGradient.put(positionAt(t) * channels, x, 0, count * channels);
  }

  /** Computes one step of the cell from the convolution {@code z} and leaves h in this tile. */
  void step(FloatBuffer z, float[] before, float[] after, boolean keepForBackward) {
    int length = count * filters;
    z.get(at * 4 * filters, interleaved, 0, 4 * length);
    for (int k = 0; k < count; k++) {
      int row = k * 4 * filters;
      int to = k * filters;
      System.arraycopy(interleaved, row, i, to, filters);
      System.arraycopy(interleaved, row + filters, f, to, filters);
      System.arraycopy(interleaved, row + 2 * filters, g, to, filters);
      System.arraycopy(interleaved, row + 3 * filters, o, to, filters);
    }
    if (peepholes != null) {
      peepholes.addInputAndForget(i, f, pixel, before, at * filters, length);
    }
    GateMath.activate(gates, i, length);
    GateMath.activate(gates, f, length);
    GateMath.activate(activation, g, length);
    System.arraycopy(before, at * filters, h, 0, length);
    GateMath.updateCell(i, f, g, h, length);
    System.arraycopy(h, 0, after, at * filters, length);
    if (peepholes != null) {
      peepholes.addOutput(o, pixel, after, at * filters, length);
    }
    GateMath.activate(gates, o, length);
    GateMath.activate(activation, h, length);
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
   *
   * @param peepholeGradient to which those of the peepholes are added
   */
  void stepBackward(
      FloatBuffer z,
      float[] before,
      float[] after,
      float[] hNext,
      float[] cNext,
      float[][] peepholeGradient) {
    int length = count * filters;
    int state = at * filters;
    int index = at * 4 * filters;
    z.get(index, i, 0, length);
    z.get(index + length, f, 0, length);
    z.get(index + 2 * length, g, 0, length);
    z.get(index + 3 * length, o, 0, length);
    System.arraycopy(after, state, scratch, 0, length);
    GateMath.activate(activation, scratch, length);
    GateMath.add(h, hNext, state, length);
    GateMath.multiply(h, o, dc, length); // dc = dh o activation'(c) + dc of the next frame
    GateMath.multiplyBySlope(activation, scratch, dc, length);
    GateMath.add(dc, cNext, state, length);
    GateMath.multiply(h, scratch, h, length); // do
    GateMath.multiplyBySlope(gates, o, h, length);
    if (peepholes != null) {
      CellValues read = new CellValues(after, state, dc, 0);
      peepholes.backward(PeepholeWeights.OUTPUT, h, pixel, read, peepholeGradient, length);
    }
    GateMath.multiplyInto(dc, f, cNext, state, length);
    GateMath.multiply(dc, before, state, scratch, length); // df
    GateMath.multiplyBySlope(gates, f, scratch, length);
    GateMath.multiply(dc, g, f, length); // di replaces f
    GateMath.multiplyBySlope(gates, i, f, length);
    if (peepholes != null) {
      CellValues read = new CellValues(before, state, cNext, state);
      peepholes.backward(PeepholeWeights.INPUT, f, pixel, read, peepholeGradient, length);
      peepholes.backward(PeepholeWeights.FORGET, scratch, pixel, read, peepholeGradient, length);
    }
    GateMath.multiply(dc, i, dc, length); // dg
    GateMath.multiplyBySlope(activation, g, dc, length);
    for (int k = 0; k < count; k++) {
      int row = k * 4 * filters;
      int from = k * filters;
      System.arraycopy(f, from, interleaved, row, filters);
      System.arraycopy(scratch, from, interleaved, row + filters, filters);
      System.arraycopy(dc, from, interleaved, row + 2 * filters, filters);
      System.arraycopy(h, from, interleaved, row + 3 * filters, filters);
    }
    z.put(index, interleaved, 0, 4 * length);
  }

  /** Adds the gate gradients of the last {@link #stepBackward}, summed over its pixels. */
  void addBiasGradient(float[] biasGradient) {
    int width = 4 * filters;
    for (int k = 0; k < count; k++) {
      GateMath.add(biasGradient, interleaved, k * width, width);
    }
  }
}
