package io.framecast.frames;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds the frame header of a JPEG file (ITU-T T.81, B.2.2).
 *
 * @param type the second byte of its marker
 * @param ids those of its components
 */
record JpegFrame(int type, List<Integer> ids) {
  private static final int BASELINE = 0xc0;
  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;

  /** Reads the header, whose marker is at {@code at}; the segment ends before {@code end}. */
  static JpegFrame read(byte[] file, int at, int end) throws RefusedFrameException {
    int count = end - at < 10 ? 0 : file[at + 9] & 0xff;
    if (end - at != 10 + 3 * count) {
      throw new RefusedFrameException(
          "expected a JPEG frame header of "
              + count
              + " components, found "
              + (end - at)
              + " bytes");
    }
    if (count != 1 && count != 3) {
      throw new RefusedFrameException(
          "expected a JPEG of 1 or 3 components, found " + count + " (CMYK is not read)");
    }
    List<Integer> ids = new ArrayList<>();
    for (int i = at + 10; i < end; i += 3) {
      ids.add(file[i] & 0xff);
    }
    return new JpegFrame(file[at + 1] & 0xff, List.copyOf(ids));
  }

  /** Returns the two bytes at {@code at} as a number. */
  static int word(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }

  boolean isSequentialHuffman() {
    return type == BASELINE || type == EXTENDED;
  }

  boolean isProgressive() {
    return type == PROGRESSIVE;
  }

  /** Returns whether the components have the ids {@code R}, {@code G}, {@code B}. */
  boolean isNamedRgb() {
    return ids.equals(List.of((int) 'R', (int) 'G', (int) 'B'));
  }
}
