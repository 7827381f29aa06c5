package io.framecast.frames;

/**
 * Holds one image in memory: {@code height x width x channels} floats, nominally 0 to 1.
 *
 * @param pixels in the order {@code [height, width, channels]}; the frame owns the array and does
 *     not copy it, so the caller must not change it afterwards
 */
public record Frame(int height, int width, int channels, float[] pixels) {

  /** Throws {@link IllegalArgumentException} if the number of pixels does not match the shape. */
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

  /** Returns the shape for messages: {@code 24x40} or {@code 24x40x3}. */
  public String shape() {
    return height + "x" + width + (channels == 1 ? "" : "x" + channels);
  }

  /** Returns whether {@link #withChannels} can convert this frame to this many channels. */
  public boolean isConvertibleTo(int target) {
    return target == channels || (target == 1 && channels == 3) || (target == 3 && channels == 1);
  }

  /**
   * Returns this frame with another number of channels: the same frame, its luma (3 to 1), or its
   * grey values repeated (1 to 3).
   *
   * @throws IllegalArgumentException for any other conversion
   */
  public Frame withChannels(int target) {
    if (target == channels) {
      return this;
    }
    if (channels == 3 && target == 1) {
      return luma();
    }
    if (channels == 1 && target == 3) {
      float[] colour = new float[3 * pixels.length];
      for (int i = 0; i < colour.length; i++) {
        colour[i] = pixels[i / 3];
      }
      return new Frame(height, width, 3, colour);
    }
    throw new IllegalArgumentException(
        "expected a frame of " + Count.of(target, "channel") + ", found " + channels);
  }

  /**
   * Returns the luma of an RGB frame (ITU-R BT.601): .299 R + .587 G + .114 B of the samples,
   * without gamma correction. A pixel with three equal samples keeps their value.
   */
  private Frame luma() {
    float[] grey = new float[height * width];
    for (int i = 0; i < grey.length; i++) {
      float red = pixels[3 * i];
      float green = pixels[3 * i + 1];
      float blue = pixels[3 * i + 2];
      // equal samples are copied: the rounded weights do not sum to exactly 1
      grey[i] = red == green && green == blue ? red : 0.299f * red + 0.587f * green + 0.114f * blue;
    }
    return new Frame(height, width, 1, grey);
  }
}
