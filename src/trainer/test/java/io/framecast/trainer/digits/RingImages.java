package io.framecast.trainer.digits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes IDX files of images with one ring each, which stand in for digits. */
public final class RingImages {
  private static final int SIDE = 28;

  private RingImages() {}

  /** Writes so many images. */
  public static Path write(Path file, int count) throws IOException {
    return write(file, 2051, count, SIDE, count * SIDE * SIDE);
  }

  /** Writes a file with these numbers in its header, and so many bytes behind it. */
  static Path write(Path file, int magic, int count, int rows, int bytes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(16 + bytes);
    content.putInt(magic).putInt(count).putInt(rows).putInt(SIDE);
    for (int k = 0; content.hasRemaining(); k++) {
      double distance = Math.hypot(k / SIDE % SIDE - 13.5, k % SIDE - 13.5);
      content.put((byte) (distance > 6 && distance < 9 ? 255 - k / SIDE / SIDE : 0));
    }
    return Files.write(file, content.array());
  }
}
