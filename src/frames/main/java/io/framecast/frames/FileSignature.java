package io.framecast.frames;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Recognises a file format by its first bytes. */
final class FileSignature {
  private final String format;
  private final byte[] bytes;

  FileSignature(String format, String hex) {
    this.format = format;
    this.bytes = HexFormat.of().parseHex(hex);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  int length() {
    return bytes.length;
  }

  boolean matches(byte[] value) {
    return value.length >= bytes.length
        && Arrays.equals(value, 0, bytes.length, bytes, 0, bytes.length);
  }

  void require(byte[] value) throws RefusedFrameException {
    if (!matches(value)) {
      HexFormat hex = HexFormat.ofDelimiter(" ");
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a %s file that begins %s, found %s",
              format,
              hex.formatHex(bytes),
              hex.formatHex(value, 0, Math.min(bytes.length, value.length))));
    }
  }
}
