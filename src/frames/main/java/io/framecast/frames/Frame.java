package io.framecast.frames;

/**
 * One image in memory: {@code height x width x channels} floats, nominally 0 to 1.
 *
 * @param pixels row by row, channels last: {@code [height, width, channels]}; owned by the frame,
 *     not copied, and not to be changed once the frame is made
 */
@SuppressWarnings("ArrayRecordComponent") // frames are compared by their pixels in tests only
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
}
