package io.framecast.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes {@code .npy} files as NumPy's {@code save} writes them. */
final class NpyFiles {
  private NpyFiles() {}

  static byte[] file(String descr, boolean isFortran, String shape, byte[] pixels) {
    String entries =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
            descr,
            isFortran ? "True" : "False",
            shape);
    String header = entries + " ".repeat(118 - entries.length() - 1) + "\n";
    return ByteBuffer.allocate(10 + header.length() + pixels.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put(pixels)
        .array();
  }
}
