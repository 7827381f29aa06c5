package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds the peephole weights times the cell state to the gates of a {@link PixelTile}: i and f read
 * the state before the step, o the one after it (Shi et al. 2015, eq. 3). The weights of channels
 * are repeated for each pixel of a tile.
 */
final class PeepholeWeights {
  /** The gates, in the order of their weights. */
  static final int INPUT = 0;

  static final int FORGET = 1;
  static final int OUTPUT = 2;
  private static final int GATES = 3;

  private final boolean isMap;
  private final int filters;
  private final float[][] weights; // of each gate, [pixels of a tile or of a frame, filters]

  private PeepholeWeights(boolean isMap, int filters, int pixels) {
    this.isMap = isMap;
    this.filters = filters;
    this.weights = new float[GATES][pixels * filters];
  }

  /** Returns those of a pass; null if its layer has none. */
  static @Nullable PeepholeWeights of(ConvLstmShape sizes) {
    return switch (sizes.layer().peepholes()) {
      case NONE -> null;
      case CHANNEL -> new PeepholeWeights(false, sizes.filters(), PixelTile.capacity(sizes));
      case MAP -> new PeepholeWeights(true, sizes.filters(), sizes.pixels());
    };
  }

  /**
   * Reads the weights of a parameter {@code [3, filters]} or {@code [3, height, width, filters]}.
   */
  void read(FloatBuffer parameter) {
    int size = size();
    float[] gate = new float[size];
    for (int n = 0; n < GATES; n++) {
      parameter.get(n * size, gate);
      for (int k = 0; k < weights[n].length; k++) {
        weights[n][k] = gate[k % size];
      }
    }
  }

  /** Returns sums of gradients, one for each weight. */
  float[][] zeroGradient() {
    return new float[GATES][weights[0].length];
  }

  /** Writes sums of gradients to a parameter's gradient. */
  void write(float[][] gradient, FloatBuffer to) {
    int size = size();
    float[] gate = new float[size];
    for (int n = 0; n < GATES; n++) {
      Arrays.fill(gate, 0f);
      for (int k = 0; k < gradient[n].length; k++) {
        gate[k % size] += gradient[n][k];
      }
      to.put(n * size, gate);
    }
  }

  /** Adds to the gates i and f of a tile that begins at this pixel of its frame. */
  void addInputAndForget(float[] i, float[] f, int pixel, float[] cell, int at, int length) {
    GateMath.addProduct(i, 0, weights[INPUT], offset(pixel), cell, at, length);
    GateMath.addProduct(f, 0, weights[FORGET], offset(pixel), cell, at, length);
  }

  /** Adds to the gate o of a tile that begins at this pixel, from the cell state after the step. */
  void addOutput(float[] o, int pixel, float[] cell, int at, int length) {
    GateMath.addProduct(o, 0, weights[OUTPUT], offset(pixel), cell, at, length);
  }

  /** Adds a gate's gradient to that of the cell state it has read, and to that of its weights. */
  void backward(int gate, float[] dz, int pixel, CellValues cell, float[][] gradient, int length) {
    int at = offset(pixel);
    float[] ofWeights = gradient[gate];
    GateMath.addProduct(cell.gradient, cell.gradientAt, weights[gate], at, dz, 0, length);
    GateMath.addProduct(ofWeights, at, cell.values, cell.at, dz, 0, length);
  }

  /**
   * The cell state that a gate has read, and its gradient.
   *
   * @param at index of the tile's first value
   * @param gradientAt index of its gradient
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record CellValues(float[] values, int at, float[] gradient, int gradientAt) {}

  /** Returns the number of weights of a gate. */
  private int size() {
    return isMap ? weights[0].length : filters;
  }

  private int offset(int pixel) {
    return isMap ? pixel * filters : 0;
  }
}
