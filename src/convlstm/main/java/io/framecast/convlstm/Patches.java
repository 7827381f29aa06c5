package io.framecast.convlstm;

import java.util.Arrays;

/**
 * Space-to-depth and back: a patch of {@code p x p} pixels becomes one pixel of {@code p * p} times
 * the channels, rows of the patch first, as TensorFlow's space_to_depth orders them. A frame whose
 * sides are no multiple of the patch is filled with zeros at the bottom and right.
 */
public final class Patches {

  private Patches() {}

  /**
   * A frame {@code [height, width, channels]} to {@code [rows, columns, patch * patch * channels]}.
   */
  public static void fold(
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
        int to = place(y, x, columns, depth, channels, patch);
        for (int c = 0; c < channels; c++) {
          folded[to + c] = frame[from + c];
        }
      }
    }
  }

  /** What {@link #fold} did, undone. */
  public static void unfold(
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
        int from = place(y, x, columns, depth, channels, patch);
        for (int c = 0; c < channels; c++) {
          frame[to + c] = folded[from + c];
        }
      }
    }
  }

  private static int place(int y, int x, int columns, int depth, int channels, int patch) {
    return (y / patch * columns + x / patch) * depth + (y % patch * patch + x % patch) * channels;
  }
}
