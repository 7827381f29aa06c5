package io.framecast.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The frame of a PNG file, without its pixels (ISO/IEC 15948, 5 and 11): looked at before ImageIO
 * is, because ImageIO would inflate a profile or a text of any size, and checks no checksum.
 *
 * @param bits per sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param essential the file with nothing in it but header, palette and pixels
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record PngChunks(int height, int width, int bits, int colourType, byte[] essential) {
  private static final int HEADER = chunk("IHDR");
  private static final int PALETTE = chunk("PLTE");
  private static final int PIXELS = chunk("IDAT");
  private static final int END = chunk("IEND");

  /** Length, type and checksum around a chunk's data. */
  private static final int AROUND = 12;

  private static final int MOST_CHANNELS = 4;

  static PngChunks read(byte[] file, Limits limits) throws RefusedFrameException {
    Png.MAGIC.expectIn(file);
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = Png.MAGIC.length();
    if (file.length < at + AROUND + 13 || in.getInt(at) != 13 || in.getInt(at + 4) != HEADER) {
      throw new RefusedFrameException(
          "expected a PNG that begins with an IHDR chunk of 13 bytes, found a file of "
              + (file.length + " bytes without one"));
    }
    long width = in.getInt(at + 8) & 0xffffffffL;
    long height = in.getInt(at + 12) & 0xffffffffL;
    limits.checkSize(height, width, MOST_CHANNELS);
    byte[] essential = essential(file, in);
    return new PngChunks((int) height, (int) width, file[at + 16], file[at + 17], essential);
  }

  private static byte[] essential(byte[] file, ByteBuffer in) throws RefusedFrameException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    int at = Png.MAGIC.length();
    kept.write(file, 0, at);
    boolean pixels = false;
    while (true) {
      long length = file.length - at < AROUND ? -1 : in.getInt(at) & 0xffffffffL;
      if (length < 0 || length > file.length - at - AROUND) {
        throw new RefusedFrameException(
            "expected a PNG with whole chunks up to IEND, found its end after %d bytes"
                .formatted(file.length));
      }
      int type = in.getInt(at + 4);
      int size = (int) length + AROUND;
      if (type == HEADER || type == PALETTE || type == PIXELS || type == END) {
        checkSum(file, in, at, size);
        kept.write(file, at, size);
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
    return kept.size() == file.length ? file : kept.toByteArray();
  }

  private static void checkSum(byte[] file, ByteBuffer in, int at, int size)
      throws RefusedFrameException {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, size - 8);
    int stated = in.getInt(at + size - 4);
    if ((int) crc.getValue() != stated) {
      throw new RefusedFrameException(
          "expected checksum %08x of the PNG chunk at byte %d, found %08x"
              .formatted(stated, at, crc.getValue()));
    }
  }

  private static int chunk(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
  }
}
