package io.framecast.frames;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bytes of a record to a frame. The {@code content-type} header names the encoding.
 * Without the header, and with any other type, the first bytes decide. Threads may share a decoder.
 */
public final class FrameDecoder {
  private static final Set<String> KNOWN =
      Set.of(Png.CONTENT_TYPE, Jpeg.CONTENT_TYPE, Npy.CONTENT_TYPE);

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
      return decodeAs(type, value);
    } catch (RuntimeException | StackOverflowError e) {
      throw refusal(type, e);
    }
  }

  /**
   * Returns the frame as a file of the same type that any viewer shows with the pixels of {@link
   * #decode}: without orientation, transparency, gamma, profile, animation or text. Only a PNG with
   * an alpha channel is decoded for it. A PNG that needs no change, and an {@code .npy}, is
   * returned itself.
   *
   * @param contentType the header with its parameters, null if there is none
   * @throws RefusedFrameException if the bytes are broken in a way that shows without decoding, or
   *     over a limit
   */
  public byte[] normalize(byte[] value, @Nullable String contentType) throws RefusedFrameException {
    limits.checkBytes(value.length);
    String type = contentType(value, contentType);
    try {
      return switch (type) {
        case Png.CONTENT_TYPE -> Png.normalize(value, limits);
        case Jpeg.CONTENT_TYPE -> JpegSegments.normalize(value);
        default -> value;
      };
    } catch (RuntimeException | StackOverflowError e) {
      throw refusal(type, e);
    }
  }

  /** Blames the bytes: a decoder depends on them alone, so they are the cause of every failure. */
  private static RefusedFrameException refusal(String type, Throwable e) {
    return new RefusedFrameException(
        "expected a whole file of "
            + type
            + ", found one that no decoder takes: "
            + Printable.of(e.toString()),
        e);
  }

  private DecodedFrame decodeAs(String type, byte[] value) throws RefusedFrameException {
    return switch (type) {
      case Png.CONTENT_TYPE -> Png.decode(value, limits);
      case Jpeg.CONTENT_TYPE -> Jpeg.decode(value, limits);
      default -> Npy.decode(value, limits);
    };
  }

  /**
   * Returns the content type of these bytes: that of the header, or that of the first bytes where
   * the header names no known encoding. Clients send generic types, such as {@code
   * application/octet-stream}, and other names of an encoding, such as {@code image/jpg}.
   *
   * @param contentType the header as received, null if there is none
   * @return the content type without parameters, one that {@link #decode} knows
   * @throws RefusedFrameException if neither the header nor the first bytes name a known encoding
   */
  public static String contentType(byte[] value, @Nullable String contentType)
      throws RefusedFrameException {
    String stated = contentType == null ? "" : essence(contentType);
    return KNOWN.contains(stated) ? stated : sniff(value, stated);
  }

  private static String sniff(byte[] value, String stated) throws RefusedFrameException {
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
            + HexFormat.ofDelimiter(" ").formatHex(value, 0, Math.min(8, value.length))
            + (stated.isEmpty() ? "" : ", of content-type " + Printable.of(stated)));
  }

  private static String essence(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }
}
