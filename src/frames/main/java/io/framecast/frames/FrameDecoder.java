package io.framecast.frames;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a record to a frame. The encoding is told by the {@code content-type} header or, without
 * one, by the first bytes. May be shared by threads.
 */
public final class FrameDecoder {
  private final Limits limits;

  public FrameDecoder(Limits limits) {
    this.limits = limits;
  }

  /**
   * The frame in these bytes, and the encoding for its prediction. Costs no more than the limits
   * allow, whatever the bytes claim.
   *
   * @param contentType the header as received, parameters and all; null without one
   * @throws RefusedFrameException for anything that is no whole frame within the limits
   */
  public Decoded decode(byte[] value, @Nullable String contentType) throws RefusedFrameException {
    limits.checkBytes(value.length);
    String type = type(value, contentType);
    try {
      return decodeAs(type, value, contentType);
    } catch (RuntimeException | StackOverflowError e) {
      // a decoder is a function of the bytes: whatever it stumbles over is in them
      throw new RefusedFrameException(
          "expected a whole file of "
              + type
              + ", found one that no decoder takes: "
              + Quoted.of(e.toString()),
          e);
    }
  }

  private Decoded decodeAs(String type, byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    return switch (type) {
      case Png.CONTENT_TYPE -> Png.decode(value, limits);
      case Jpeg.CONTENT_TYPE -> Jpeg.decode(value, limits);
      case Npy.CONTENT_TYPE -> Npy.decode(value, limits);
      default ->
          throw new RefusedFrameException(
              "expected content-type "
                  + (Png.CONTENT_TYPE + ", " + Jpeg.CONTENT_TYPE + " or " + Npy.CONTENT_TYPE)
                  + (", found " + Quoted.of(contentType)));
    };
  }

  /**
   * How these bytes are to be read, without looking at more of them than their beginning.
   *
   * @param contentType the header as received; null without one
   * @return its type without parameters
   * @throws RefusedFrameException without a header, for bytes that no frame begins with
   */
  public static String type(byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    return contentType == null ? sniffed(value) : essence(contentType);
  }

  private static String sniffed(byte[] value) throws RefusedFrameException {
    if (Png.MAGIC.opens(value)) {
      return Png.CONTENT_TYPE;
    }
    if (Jpeg.MAGIC.opens(value)) {
      return Jpeg.CONTENT_TYPE;
    }
    if (Npy.MAGIC.opens(value)) {
      return Npy.CONTENT_TYPE;
    }
    throw new RefusedFrameException(
        "expected a PNG, JPEG or .npy file, found bytes that begin "
            + HexFormat.ofDelimiter(" ").formatHex(value, 0, Math.min(8, value.length)));
  }

  private static String essence(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
