package io.framecast.frames;

import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bytes of a record to a frame. The {@code content-type} header names the encoding.
 * Without the header the first bytes decide. Threads may share a decoder.
 */
public final class FrameDecoder {
  private final FrameLimits limits;

  public FrameDecoder(FrameLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes the frame, and returns with it the encoding for its prediction. The limits bound the
   * cost, also if a header in the bytes claims a huge size.
   *
   * @param contentType the header with its parameters, null if there is none
   * @throws RefusedFrameException if the bytes are not a whole frame within the limits
   */
  public DecodedFrame decode(byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    limits.checkBytes(value.length);
    String type = contentType(value, contentType);
    try {
      return decodeAs(type, value, contentType);
    } catch (RuntimeException | StackOverflowError e) {
      // a decoder depends on the bytes alone, so the bytes are the cause of every failure
      throw new RefusedFrameException(
          "expected a whole file of "
              + type
              + ", found one that no decoder takes: "
              + Printable.of(e.toString()),
          e);
    }
  }

  private DecodedFrame decodeAs(String type, byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    return switch (type) {
      case Png.CONTENT_TYPE -> Png.decode(value, limits);
      case Jpeg.CONTENT_TYPE -> Jpeg.decode(value, limits);
      case Npy.CONTENT_TYPE -> Npy.decode(value, limits);
      default ->
          throw new RefusedFrameException(
              "expected content-type "
                  + (Png.CONTENT_TYPE + ", " + Jpeg.CONTENT_TYPE + " or " + Npy.CONTENT_TYPE)
                  + (", found " + Printable.of(contentType)));
    };
  }

  /**
   * Returns the content type of these bytes. It reads the header, or the first bytes without one.
   *
   * @param contentType the header as received, null if there is none
   * @return the content type without parameters
   * @throws RefusedFrameException if there is no header and the first bytes are of no known format
   */
  public static String contentType(byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    return contentType == null ? sniff(value) : essence(contentType);
  }

  private static String sniff(byte[] value) throws RefusedFrameException {
    if (Png.SIGNATURE.matches(value)) {
      return Png.CONTENT_TYPE;
    }
    if (Jpeg.SIGNATURE.matches(value)) {
      return Jpeg.CONTENT_TYPE;
    }
    if (Npy.SIGNATURE.matches(value)) {
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
