package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;

/** Shows where in one frame's bright pixels squares of each size can be. */
final class OccupancyMap {
  /** Half-widths of squares, larger first. */
  static final int[] HALF_WIDTHS = {3, 2};

  /** Centres may leave the frame by this much between the first frame of a fit and its last. */
  private static final int MARGIN = 12;

  final int height;
  final int width;
  final boolean[] bright; // [height, width]
  private final boolean[][] filled; // [half-width][height + 2 margin, width + 2 margin]

  OccupancyMap(Frame frame) {
    height = frame.height();
    width = frame.width();
    bright = new boolean[height * width];
    int[] sums = new int[(height + 1) * (width + 1)]; // of the bright pixels above and to the left
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        bright[r * width + c] = frame.pixels()[r * width + c] > 0.5f;
        int at = (r + 1) * (width + 1) + c + 1;
        sums[at] =
            sums[at - 1]
                + sums[at - width - 1]
                - sums[at - width - 2]
                + (bright[r * width + c] ? 1 : 0);
      }
    }
    filled = new boolean[HALF_WIDTHS.length][];
    for (int i = 0; i < HALF_WIDTHS.length; i++) {
      filled[i] = filled(sums, HALF_WIDTHS[i]);
    }
  }

  private boolean[] filled(int[] sums, int halfWidth) {
    int columns = width + 2 * MARGIN;
    boolean[] map = new boolean[(height + 2 * MARGIN) * columns];
    for (int row = -MARGIN; row < height + MARGIN; row++) {
      int top = clip(row - halfWidth, height) * (width + 1);
      int bottom = clip(row + halfWidth, height) * (width + 1);
      for (int column = -MARGIN; column < width + MARGIN; column++) {
        int left = clip(column - halfWidth, width);
        int right = clip(column + halfWidth, width);
        int inside =
            sums[bottom + right] - sums[top + right] - sums[bottom + left] + sums[top + left];
        map[(row + MARGIN) * columns + column + MARGIN] = inside == visible(row, column, halfWidth);
      }
    }
    return map;
  }

  /**
   * Returns whether all visible pixels of a square with this centre are bright, even if none is
   * visible.
   */
  boolean isFilled(int size, int row, int column) {
    return filled[size][(row + MARGIN) * (width + 2 * MARGIN) + column + MARGIN];
  }

  /** Returns how many pixels of a square with this centre are inside the frame. */
  int visible(int row, int column, int halfWidth) {
    return (clip(row + halfWidth, height) - clip(row - halfWidth, height))
        * (clip(column + halfWidth, width) - clip(column - halfWidth, width));
  }

  static int clip(int place, int side) {
    return Math.min(side, Math.max(0, place));
  }
}
