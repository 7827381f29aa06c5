package io.framecast.trainer.digits;

import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Holds the images of an MNIST file in the IDX format: magic number 2051, count, rows, columns, all
 * big-endian, then a byte a pixel.
 */
public final class DigitImages {
  /** Rows and columns of a digit. */
  static final int SIDE = 28;

  private static final int MAGIC = 2051;
  private static final int HEADER = 16;
  private static final long MAX_BYTES = 64L << 20; // all of MNIST is 47 MB

  private final byte[] bytes;

  private DigitImages(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException for any other file
   */
  public static DigitImages read(Path file) {
    byte[] bytes = PlainFiles.bytes(file, MAX_BYTES, "images in the IDX format");
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || header.getInt() != MAGIC) {
      throw invalid(file, "an IDX file of images, which begins with 0, 0, 8, 3", "another file");
    }
    int count = header.getInt();
    int rows = header.getInt();
    int columns = header.getInt();
    if (rows != SIDE || columns != SIDE || count < 1) {
      throw invalid(
          file,
          "images of 28x28",
          String.format(Locale.ROOT, "%d images of %dx%d", count, rows, columns));
    }
    if (bytes.length != HEADER + (long) count * SIDE * SIDE) {
      throw invalid(
          file,
          String.format(Locale.ROOT, "%d bytes for %d images", HEADER + 784L * count, count),
          bytes.length + " bytes");
    }
    return new DigitImages(bytes);
  }

  private static InvalidInputException invalid(Path file, String expected, String found) {
    return new InvalidInputException(file + ": expected " + expected + ", found " + found);
  }

  /** Returns the number of images. */
  int count() {
    return (bytes.length - HEADER) / SIDE / SIDE;
  }

  /** Returns a pixel of an image, 0 to 1. */
  float pixel(int image, int row, int column) {
    return (bytes[HEADER + (image * SIDE + row) * SIDE + column] & 0xff) / 255f;
  }
}
