package io.framecast.frames;

import java.util.Locale;

/**
 * Limits the frames that are accepted. The limits are checked before any pixel is decoded.
 *
 * @param maxHeight the largest number of rows
 * @param maxWidth the largest number of columns
 * @param maxBytes the largest number of bytes of an encoded frame
 */
public record FrameLimits(int maxHeight, int maxWidth, int maxBytes) {

  /** Frames with a shorter side are refused: convolution kernels would read mostly padding. */
  public static final int MIN_SIDE = 8;

  /** Every JVM can allocate an array of this length. */
  private static final int MAX_SAMPLES = Integer.MAX_VALUE - 8;

  /** The most bytes of a pixel in any encoding: three channels of f8. */
  private static final int PIXEL_BYTES = 24;

  /** Bytes beside the pixels: the header of an {@code .npy}, or the texts of an image. */
  private static final int EXTRA_BYTES = 64 << 10;

  /** The most bytes of the smallest frame, an {@code .npy} of three channels of f8. */
  public static final int MIN_BYTES = MIN_SIDE * MIN_SIDE * PIXEL_BYTES + 128;

  /** The default limits of every service. */
  public static final FrameLimits DEFAULT = ofSize(512, 512);

  /** Returns limits that admit a frame of this size in every encoding. */
  public static FrameLimits ofSize(int maxHeight, int maxWidth) {
    long bytes = (long) maxHeight * maxWidth * PIXEL_BYTES + EXTRA_BYTES;
    return new FrameLimits(maxHeight, maxWidth, (int) Math.min(MAX_SAMPLES, bytes));
  }

  /** Throws {@link IllegalArgumentException} if the limits would refuse every frame. */
  public FrameLimits {
    if (maxHeight < MIN_SIDE || maxWidth < MIN_SIDE || maxBytes < 1) {
      throw new IllegalArgumentException(
          "expected limits of at least "
              + (MIN_SIDE + "x" + MIN_SIDE + " pixels and 1 byte, found ")
              + (maxHeight + "x" + maxWidth + " pixels and " + Count.of(maxBytes, "byte")));
    }
  }

  void checkBytes(int bytes) throws RefusedFrameException {
    if (bytes == 0) {
      throw new RefusedFrameException("expected a frame, found 0 bytes");
    }
    if (bytes > maxBytes) {
      throw new RefusedFrameException(
          "expected at most " + Count.of(maxBytes, "byte") + ", found " + bytes);
    }
  }

  /** Refuses a size outside the limits; it takes longs, as a header may claim any size. */
  void checkSize(long height, long width) throws RefusedFrameException {
    if (height < MIN_SIDE || width < MIN_SIDE || height > maxHeight || width > maxWidth) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a height of %d to %d and a width of %d to %d, found %dx%d",
              MIN_SIDE,
              maxHeight,
              MIN_SIDE,
              maxWidth,
              height,
              width));
    }
  }

  /** Refuses a size outside the limits, or one whose samples do not fit into one array. */
  void checkSize(long height, long width, int channels) throws RefusedFrameException {
    checkSize(height, width);
    if (height * width > MAX_SAMPLES / channels) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a frame of at most %d samples, found %dx%dx%d",
              MAX_SAMPLES,
              height,
              width,
              channels));
    }
  }
}
