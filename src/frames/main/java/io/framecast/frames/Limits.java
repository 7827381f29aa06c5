package io.framecast.frames;

/**
 * What is accepted from outside, checked before any pixel is decoded.
 *
 * @param maxHeight rows
 * @param maxWidth columns
 * @param maxBytes of the encoded frame
 */
public record Limits(int maxHeight, int maxWidth, int maxBytes) {

  /** Frames with a shorter side are refused: the networks' kernels would see mostly padding. */
  public static final int MIN_SIDE = 8;

  /** As many as every JVM puts into one array. */
  private static final int MOST_SAMPLES = Integer.MAX_VALUE - 8;

  public static final Limits DEFAULT = new Limits(512, 512, 1 << 20);

  /** Throws {@link IllegalArgumentException} when no frame at all would pass. */
  public Limits {
    if (maxHeight < MIN_SIDE || maxWidth < MIN_SIDE || maxBytes < 1) {
      throw new IllegalArgumentException(
          "expected limits of at least "
              + (MIN_SIDE + "x" + MIN_SIDE + " pixels and 1 byte, found ")
              + (maxHeight + "x" + maxWidth + " pixels and " + maxBytes + " bytes"));
    }
  }

  void checkBytes(int bytes) throws RefusedFrameException {
    if (bytes == 0) {
      throw new RefusedFrameException("expected a frame, found 0 bytes");
    }
    if (bytes > maxBytes) {
      throw new RefusedFrameException("expected at most " + maxBytes + " bytes, found " + bytes);
    }
  }

  /** Takes longs: a header may claim any size. */
  void checkSize(long height, long width) throws RefusedFrameException {
    if (height < MIN_SIDE || width < MIN_SIDE || height > maxHeight || width > maxWidth) {
      throw new RefusedFrameException(
          "expected a height of %d to %d and a width of %d to %d, found %dx%d"
              .formatted(MIN_SIDE, maxHeight, MIN_SIDE, maxWidth, height, width));
    }
  }

  /**
   * As above, with the samples of a pixel: all of them must fit into an array, within any limits.
   */
  void checkSize(long height, long width, int channels) throws RefusedFrameException {
    checkSize(height, width);
    if (height * width > MOST_SAMPLES / channels) {
      throw new RefusedFrameException(
          "expected a frame of at most %d samples, found %dx%dx%d"
              .formatted(MOST_SAMPLES, height, width, channels));
    }
  }
}
