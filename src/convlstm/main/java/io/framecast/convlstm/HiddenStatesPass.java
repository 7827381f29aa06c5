package io.framecast.convlstm;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Concatenates the hidden states of layers. A convolution behind it reads them tile by tile;
 * otherwise they become the features.
 */
final class HiddenStatesPass implements StagePass, FeatureSource {
  private final List<PlacedStage> layers;
  private final int channels;
  private final Workspace work;

  HiddenStatesPass(List<PlacedStage> layers, Workspace work) {
    this.layers = layers;
    this.channels = layers.stream().mapToInt(PlacedStage::outputs).sum();
    this.work = work;
  }

  @Override
  public void read(State state, int p, int n, float[] tile) {
    FloatBuffer buffer = state.buffer();
    int offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      int filters = layers.get(l).outputs();
      int from = state.hiddenOffset(layers.get(l).memory()) + p * filters;
      buffer.get(from, work.c, 0, n * filters);
      for (int k = 0; k < n; k++) {
        System.arraycopy(work.c, k * filters, tile, k * channels + offset, filters);
      }
      offset += filters;
    }
  }

  @Override
  public void run(State state) {
    for (int p = 0; p < work.pixels; p += Workspace.TILE) {
      int n = Math.min(Workspace.TILE, work.pixels - p);
      read(state, p, n, work.h);
      System.arraycopy(work.h, 0, work.features, p * channels, n * channels);
    }
  }
}
