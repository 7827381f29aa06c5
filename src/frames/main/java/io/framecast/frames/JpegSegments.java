package io.framecast.frames;

import java.io.ByteArrayOutputStream;

/**
 * Parses the segments of a JPEG file without decoding pixels (ITU-T T.81, annex B). It runs before
 * ImageIO, because ImageIO converts samples by an embedded colour profile, and fails for a damaged
 * one, where every other decoder returns the coded samples.
 */
final class JpegSegments {
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;
  private static final int FIRST_APPLICATION = 0xe0;
  private static final int ADOBE = 0xee; // tells how colours are coded
  private static final int LAST_APPLICATION = 0xef;
  private static final int COMMENT = 0xfe;

  /**
   * An ordinary progressive file has about ten scans. A scan of a few bytes may cost a pass over
   * the whole image, so the number is limited.
   */
  private static final int MAX_SCANS = 64;

  private JpegSegments() {}

  /**
   * Returns the file without profiles, camera data, previews and comments, which stand before the
   * first scan. A file that cannot be parsed is returned as it is, for the decoder to refuse.
   *
   * @throws RefusedFrameException if the file has too many scans
   */
  static byte[] withoutMetadata(byte[] file) throws RefusedFrameException {
    Jpeg.SIGNATURE.require(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    int at = 2;
    while (at + 4 <= file.length && at(file, at) == MARKER && at(file, at + 1) != START_OF_SCAN) {
      if (at(file, at + 1) == MARKER) {
        at++; // a marker may be preceded by any number of these
        continue;
      }
      int size = 2 + (at(file, at + 2) << 8 | at(file, at + 3));
      if (size < 4 || size > file.length - at) {
        break;
      }
      if (!isMetadata(at(file, at + 1))) {
        kept.write(file, at, size);
      }
      at += size;
    }
    checkScans(file, at);
    if (kept.size() == at) {
      return file;
    }
    kept.write(file, at, file.length - at);
    return kept.toByteArray();
  }

  private static boolean isMetadata(int type) {
    return type == COMMENT
        || (type > FIRST_APPLICATION && type <= LAST_APPLICATION && type != ADOBE);
  }

  private static void checkScans(byte[] file, int from) throws RefusedFrameException {
    int scans = 0;
    for (int i = from + 1; i < file.length; i++) {
      if (at(file, i) == START_OF_SCAN && at(file, i - 1) == MARKER) {
        scans++;
      }
    }
    if (scans > MAX_SCANS) {
      throw new RefusedFrameException(
          "expected a JPEG of at most " + MAX_SCANS + " scans, found " + scans);
    }
  }

  private static int at(byte[] file, int index) {
    return file[index] & 0xff;
  }
}
