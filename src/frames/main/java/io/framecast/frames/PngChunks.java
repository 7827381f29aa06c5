package io.framecast.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Parses the chunks of a PNG file without decoding pixels (ISO/IEC 15948, 5 and 11). It runs before
 * ImageIO, because ImageIO inflates profiles and texts of any size and verifies no checksum.
 *
 * @param bits the bits of a sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param critical the file with only its critical chunks: header, palette, pixels and end
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record PngChunks(int height, int width, int bits, int colourType, byte[] critical) {
  private static final int HEADER = chunk("IHDR");
  private static final int PALETTE = chunk("PLTE");
  private static final int PIXELS = chunk("IDAT");
  private static final int END = chunk("IEND");

  /** A chunk has this many bytes of length, type and checksum beside its data. */
  private static final int CHUNK_OVERHEAD = 12;

  private static final int MAX_CHANNELS = 4;

  static PngChunks read(byte[] file, FrameLimits limits) throws RefusedFrameException {
    Png.SIGNATURE.require(file);
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = Png.SIGNATURE.length();
    if (file.length < at + CHUNK_OVERHEAD + 13
        || in.getInt(at) != 13
        || in.getInt(at + 4) != HEADER) {
      throw new RefusedFrameException(
          "expected a PNG that begins with an IHDR chunk of 13 bytes, found a file of "
              + (file.length + " bytes without one"));
    }
    long width = in.getInt(at + 8) & 0xffffffffL;
    long height = in.getInt(at + 12) & 0xffffffffL;
    limits.checkSize(height, width, MAX_CHANNELS);
    byte[] critical = critical(file, in);
    return new PngChunks((int) height, (int) width, file[at + 16], file[at + 17], critical);
  }

  private static byte[] critical(byte[] file, ByteBuffer in) throws RefusedFrameException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream(file.length);
    int at = Png.SIGNATURE.length();
    copy.write(file, 0, at);
    boolean pixels = false;
    while (true) {
      long length = file.length - at < CHUNK_OVERHEAD ? -1 : in.getInt(at) & 0xffffffffL;
      if (length < 0 || length > file.length - at - CHUNK_OVERHEAD) {
        throw new RefusedFrameException(
            String.format(
                Locale.ROOT,
                "expected a PNG with whole chunks up to IEND, found its end after %d bytes",
                file.length));
      }
      int type = in.getInt(at + 4);
      int size = (int) length + CHUNK_OVERHEAD;
      if (type == HEADER || type == PALETTE || type == PIXELS || type == END) {
        requireChecksum(file, in, at, size);
        copy.write(file, at, size);
        pixels |= type == PIXELS;
      }
      at += size;
      if (type == END) {
        break;
      }
    }
    if (!pixels) {
      throw new RefusedFrameException("expected a PNG with an IDAT chunk, found none");
    }
    return copy.size() == file.length ? file : copy.toByteArray();
  }

  private static void requireChecksum(byte[] file, ByteBuffer in, int at, int size)
      throws RefusedFrameException {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, size - 8);
    int stated = in.getInt(at + size - 4);
    if ((int) crc.getValue() != stated) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected checksum %08x of the PNG chunk at byte %d, found %08x",
              stated,
              at,
              crc.getValue()));
    }
  }

  private static int chunk(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
  }
}
