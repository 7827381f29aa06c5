package io.framecast.convlstm;

import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Peephole;
import org.jspecify.annotations.Nullable;

/**
 * Adds the peephole weights times the cell state to the gates: i and f read the old one, o the new
 * one (Shi et al. 2015, eq. 3).
 *
 * @param weights of the gates i, f and o: a tile {@code [TILE, filters]} of equal pixels, or a map
 *     {@code [pixels, filters]}
 */
record Peepholes(float[][] weights, boolean isMap, int filters) {

  /** Returns the peepholes of a layer; null if it has none. */
  static @Nullable Peepholes of(ConvLstm2D layer, Weights weights) {
    if (layer.peephole() == Peephole.NONE) {
      return null;
    }
    float[] all =
        weights.rawTensor(layer.name() + ".peephole"); // [3, filters] or [3, pixels, filters]
    boolean isMap = layer.peephole() == Peephole.MAP;
    int size = all.length / ConvLstm2D.PEEPHOLES;
    float[][] gates = new float[ConvLstm2D.PEEPHOLES][isMap ? size : Workspace.TILE * size];
    for (int gate = 0; gate < gates.length; gate++) {
      for (int k = 0; k < gates[gate].length; k++) {
        gates[gate][k] = all[gate * size + k % size];
      }
    }
    return new Peepholes(gates, isMap, layer.filters());
  }

  /** Adds to the first {@code n} numbers of the gates i and f of a tile that begins at a pixel. */
  void addInputAndForget(float[] i, float[] f, float[] c, int pixel, int n) {
    Cell.addPeephole(i, weights[0], at(pixel), c, n);
    Cell.addPeephole(f, weights[1], at(pixel), c, n);
  }

  /** Adds to the first {@code n} numbers of the gate o of a tile that begins at a pixel. */
  void addOutput(float[] o, float[] c, int pixel, int n) {
    Cell.addPeephole(o, weights[2], at(pixel), c, n);
  }

  private int at(int pixel) {
    return isMap ? pixel * filters : 0;
  }
}
