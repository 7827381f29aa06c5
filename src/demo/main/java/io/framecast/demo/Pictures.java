package io.framecast.demo;

import io.framecast.frames.Frame;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames beside what was predicted for them, in half blocks: a character holds two pixels, one
 * above the other, in the 24 greys of every terminal that has 256 colours.
 */
final class Pictures {
  private static final int GAP = 2;

  /** In less one sees nothing. */
  private static final int LEAST_ROWS = 8;

  private static final int LEAST_COLUMNS = 12;

  /** The caption, and the empty line above it. */
  private static final int OTHER_ROWS = 2;

  private Pictures() {}

  /** As many pairs as fit beside each other; nothing where not even one fits. */
  static List<Line> lines(List<Pair> pairs, int width, int height) {
    int rows = height - OTHER_ROWS;
    if (pairs.isEmpty() || rows < LEAST_ROWS || width < 2 * (LEAST_COLUMNS + GAP)) {
      return List.of();
    }
    Frame size = pairs.get(0).arrived();
    int scale = Math.max(ceil(size.height(), 2 * rows), ceil(size.width(), width / 2 - GAP));
    int columns = ceil(size.width(), scale);
    if (columns < LEAST_COLUMNS) {
      return List.of();
    }
    List<Pair> shown =
        pairs.stream()
            .filter(pair -> pair.arrived().shape().equals(size.shape()))
            .limit((width + GAP) / (2 * (columns + GAP)))
            .toList();
    List<Line> lines = new ArrayList<>();
    lines.add(Line.plain(""));
    lines.add(new Line(caption(shown, columns), Line.Tone.STRONG));
    for (int row = 0; row < ceil(size.height(), 2 * scale); row++) {
      StringBuilder line = new StringBuilder();
      for (Pair pair : shown) {
        blocks(line.append(' '), pair.arrived(), row, columns, scale);
        blocks(line.append(' '), pair.predicted(), row, columns, scale);
        line.append(" ".repeat(GAP));
      }
      lines.add(new Line(line.toString(), Line.Tone.PICTURE));
    }
    return lines;
  }

  private static String caption(List<Pair> pairs, int columns) {
    StringBuilder caption = new StringBuilder();
    for (Pair pair : pairs) {
      String stream = Screen.shortened(pair.stream(), columns);
      caption.append((" %-" + columns + "s").formatted(stream));
      caption.append((" %-" + (columns + GAP) + "s").formatted("as predicted"));
    }
    return caption.toString();
  }

  private static void blocks(StringBuilder line, Frame frame, int row, int columns, int scale) {
    int before = -1;
    for (int column = 0; column < columns; column++) {
      int above = grey(frame, 2 * row, column, scale);
      int below = grey(frame, 2 * row + 1, column, scale);
      if (above * 24 + below != before) {
        // from dark to light: 232 to 255
        line.append("\033[38;5;%d;48;5;%dm".formatted(232 + above, 232 + below));
        before = above * 24 + below;
      }
      line.append('\u2580');
    }
    line.append("\033[0m");
  }

  /** Mean of the pixels at that place of the smaller picture, 0 to 23; beyond the frame 0. */
  private static int grey(Frame frame, int row, int column, int scale) {
    double sum = 0;
    int pixels = 0;
    for (int y = row * scale; y < Math.min(frame.height(), (row + 1) * scale); y++) {
      for (int x = column * scale; x < Math.min(frame.width(), (column + 1) * scale); x++) {
        sum += frame.pixels()[y * frame.width() + x];
        pixels++;
      }
    }
    double mean = pixels == 0 ? 0 : sum / pixels;
    return (int) Math.round(23 * Math.min(1, Math.max(0, mean)));
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / Math.max(1, b);
  }
}
