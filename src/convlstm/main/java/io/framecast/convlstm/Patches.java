package io.framecast.convlstm;

import java.util.Arrays;

/**
 * Converts frames by space-to-depth and back. A patch of {@code p x p} pixels becomes one pixel
 * with {@code p * p} times the channels, in the order of TensorFlow's space_to_depth. A frame whose
 * sides are no multiple of the patch is padded with zeros at the bottom and right.
 */
public final class Patches {

  private Patches() {}

  /**
   * Converts a frame {@code [height, width, channels]} to {@code [rows, columns, patch * patch *
   * channels]}.
   */
  public static void spaceToDepth(
      float[] frame, int height, int width, int channels, int patch, float[] folded) {
    if (patch == 1) {
      System.arraycopy(frame, 0, folded, 0, frame.length);
      return;
    }
    int columns = (width + patch - 1) / patch;
    int rows = (height + patch - 1) / patch;
    int depth = patch * patch * channels;
    if (height % patch != 0 || width % patch != 0) {
      Arrays.fill(folded, 0, rows * columns * depth, 0);
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (y * width + x) * channels;
        int to = index(y, x, columns, depth, channels, patch);
        for (int c = 0; c < channels; c++) {
          folded[to + c] = frame[from + c];
        }
      }
    }
  }

  /** Converts back what {@link #spaceToDepth} has converted. */
  public static void depthToSpace(
      float[] folded, int height, int width, int channels, int patch, float[] frame) {
    if (patch == 1) {
      System.arraycopy(folded, 0, frame, 0, frame.length);
      return;
    }
    int columns = (width + patch - 1) / patch;
    int depth = patch * patch * channels;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int to = (y * width + x) * channels;
        int from = index(y, x, columns, depth, channels, patch);
        for (int c = 0; c < channels; c++) {
          frame[to + c] = folded[from + c];
        }
      }
    }
  }

  private static int index(int y, int x, int columns, int depth, int channels, int patch) {
    return (y / patch * columns + x / patch) * depth + (y % patch * patch + x % patch) * channels;
  }
}
