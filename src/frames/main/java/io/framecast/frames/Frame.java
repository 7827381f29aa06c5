package io.framecast.frames;

/**
 * One image in memory: {@code height x width x channels} floats, nominally 0 to 1.
 *
 * @param pixels row by row, channels last: {@code [height, width, channels]}; owned by the frame,
 *     not copied, and not to be changed once the frame is made
 */
public record Frame(int height, int width, int channels, float[] pixels) {

  /** Throws {@link IllegalArgumentException} when the pixels do not fill the shape. */
  public Frame {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "expected a frame of at least 1x1x1, found " + height + "x" + width + "x" + channels);
    }
    if (pixels.length != (long) height * width * channels) {
      throw new IllegalArgumentException(
          "expected " + (long) height * width * channels + " pixels, found " + pixels.length);
    }
  }

  /** For messages: {@code 24x40} or {@code 24x40x3}. */
  public String shape() {
    return height + "x" + width + (channels == 1 ? "" : "x" + channels);
  }

  /** Whether {@link #withChannels} takes this many: its own, or grey to colour and back. */
  public boolean convertsTo(int wanted) {
    return wanted == channels || (wanted == 1 && channels == 3) || (wanted == 3 && channels == 1);
  }

  /**
   * This frame for a model of so many channels: itself, its luminance (3 to 1), or grey as colour
   * (1 to 3). Throws {@link IllegalArgumentException} for any other pair.
   */
  public Frame withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    if (channels == 3 && wanted == 1) {
      return luminance();
    }
    if (channels == 1 && wanted == 3) {
      float[] colour = new float[3 * pixels.length];
      for (int i = 0; i < colour.length; i++) {
        colour[i] = pixels[i / 3];
      }
      return new Frame(height, width, 3, colour);
    }
    throw new IllegalArgumentException(
        "expected a frame of " + wanted + " channels, found " + channels);
  }

  /**
   * The grey of an RGB frame: .299 R + .587 G + .114 B of the samples as they are (ITU-R BT.601
   * luma), so that grey colour pixels keep their value.
   */
  private Frame luminance() {
    float[] grey = new float[height * width];
    for (int i = 0; i < grey.length; i++) {
      float red = pixels[3 * i];
      float green = pixels[3 * i + 1];
      float blue = pixels[3 * i + 2];
      // equal samples take the short way: the weights' rounded sum is not exactly 1
      grey[i] = red == green && green == blue ? red : 0.299f * red + 0.587f * green + 0.114f * blue;
    }
    return new Frame(height, width, 1, grey);
  }
}
