package io.framecast.convlstm;

import java.util.List;
import java.util.stream.Stream;

/**
 * Holds the heap arrays that the stages of one forward pass share. Between stages the values are in
 * {@code features}, for the JIT's vector loops; tiles fit the L1 cache.
 */
final class Workspace {

  static final int TILE = 32; // pixels; 32 x 160 gates are 20 kB

  final int rows;
  final int columns;
  final int pixels;
  final float[] features; // [pixels, channels of the stage before]
  final float[] tile; // [TILE, widest convolution input or output]
  final float[] i; // [TILE, filters of the widest layer], as all below
  final float[] f;
  final float[] g;
  final float[] o;
  final float[] c;
  final float[] h;

  Workspace(Configuration configuration, int height, int width) {
    rows = configuration.patchCount(height);
    columns = configuration.patchCount(width);
    pixels = rows * columns;
    features = new float[Math.toIntExact((long) pixels * widestFeatures(configuration))];
    int widest = 0;
    int memory = 0;
    for (PlacedStage placed : allStages(configuration)) {
      widest = Math.max(widest, Math.max(placed.convolutionInputs(), placed.convolutionOutputs()));
      memory = Math.max(memory, Math.max(placed.outputs(), placed.inputs()));
    }
    tile = new float[TILE * widest];
    i = new float[TILE * memory];
    f = new float[TILE * memory];
    g = new float[TILE * memory];
    o = new float[TILE * memory];
    c = new float[TILE * memory];
    h = new float[TILE * memory];
  }

  static List<PlacedStage> allStages(Configuration configuration) {
    return Stream.concat(
            configuration.placedStages().stream(), configuration.placedForecaster().stream())
        .toList();
  }

  private static int widestFeatures(Configuration configuration) {
    int widest = configuration.depthChannels();
    for (PlacedStage placed : allStages(configuration)) {
      widest = Math.max(widest, placed.outputs());
    }
    return widest;
  }

  /** Returns the bytes that a workspace keeps on the heap, without the tiles. */
  static long heapBytes(Configuration configuration, int height, int width) {
    long scaled = configuration.input().isNone() ? 0 : configuration.depthChannels();
    scaled += configuration.leads() == 1 ? 0 : configuration.depthChannels();
    return Float.BYTES
        * pixels(configuration, height, width)
        * (widestFeatures(configuration) + scaled);
  }

  static long pixels(Configuration configuration, int height, int width) {
    return (long) configuration.patchCount(height) * configuration.patchCount(width);
  }

  /** Returns the native bytes of the convolutions. */
  static long nativeBytes(
      Configuration configuration, Arithmetic arithmetic, int height, int width) {
    return allStages(configuration).stream()
        .mapToLong(
            placed ->
                arithmetic.nativeBytes(
                    placed, configuration.patchCount(height), configuration.patchCount(width)))
        .sum();
  }

  /** Returns the bytes of the largest buffer of a step for frames of this size. */
  static long largestBufferBytes(Configuration configuration, int height, int width) {
    long widest = widestFeatures(configuration);
    for (PlacedStage placed : allStages(configuration)) {
      widest = Math.max(widest, Math.max(placed.convolutionInputs(), placed.convolutionOutputs()));
    }
    return Float.BYTES * pixels(configuration, height, width) * widest;
  }
}
