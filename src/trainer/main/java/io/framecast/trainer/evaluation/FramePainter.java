package io.framecast.trainer.evaluation;

import io.framecast.frames.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;

/** Paints rows of frames of one size on a dark ground. */
final class FramePainter {
  private static final int SCALE = 2;
  private static final int GAP = 4;
  private static final int GROUND = 0x404850;
  private static final int BRIGHT_GROUND = 0x708090;

  private final BufferedImage picture;
  private final int rowHeight;
  private final int columnWidth;
  private final int group;

  /**
   * Begins a picture.
   *
   * @param frame of the size of all frames
   * @param group a gap comes before every row whose number is a multiple of it
   */
  FramePainter(Frame frame, int rows, int columns, int group) {
    this.group = group;
    rowHeight = frame.height() * SCALE + GAP;
    columnWidth = frame.width() * SCALE + GAP;
    picture =
        new BufferedImage(
            columns * columnWidth + GAP,
            rows * rowHeight + (rows / group + 1) * GAP,
            BufferedImage.TYPE_INT_RGB);
    fillGround(columns, GROUND);
  }

  /** Paints the ground of the first columns brighter. */
  void brighten(int columns) {
    fillGround(columns, BRIGHT_GROUND);
  }

  private void fillGround(int columns, int colour) {
    int right = Math.min(picture.getWidth(), columns * columnWidth + GAP);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < right; x++) {
        picture.setRGB(x, y, colour);
      }
    }
  }

  /** Paints a frame in grey. */
  void paint(int row, int column, Frame frame) {
    float[] values = frame.pixels();
    paint(row, column, frame, at -> level(values[at]) * 0x010101);
  }

  /** Paints an error: red where the forecast is too bright, blue where it is too dark. */
  void paintError(int row, int column, Frame forecast, Frame truth) {
    float[] values = forecast.pixels();
    float[] wanted = truth.pixels();
    paint(
        row,
        column,
        forecast,
        at -> level(values[at] - wanted[at]) << 16 | level(wanted[at] - values[at]));
  }

  private void paint(int row, int column, Frame frame, IntUnaryOperator colour) {
    int left = GAP + column * columnWidth;
    int top = GAP + row * rowHeight + row / group * GAP;
    for (int y = 0; y < frame.height() * SCALE; y++) {
      for (int x = 0; x < frame.width() * SCALE; x++) {
        int at = (y / SCALE * frame.width() + x / SCALE) * frame.channels();
        picture.setRGB(left + x, top + y, colour.applyAsInt(at));
      }
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }

  byte[] png() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", file);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return file.toByteArray();
  }
}
