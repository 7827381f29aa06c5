package io.framecast.frames;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the segments of a JPEG file again, without decoding pixels (ITU-T T.81, annex B). The
 * result has the same coded samples, and nothing that lets ImageIO or a browser change them, or
 * ImageIO warn of anything but missing ones:
 *
 * <ul>
 *   <li>no profile, camera data, preview or comment, nothing after its end, and an end marker;
 *   <li>one application segment, which names the colours as libjpeg derives them;
 *   <li>the standard Huffman tables where there are none.
 * </ul>
 */
final class JpegSegments {
  private static final int MARKER = 0xff;
  private static final int TEMPORARY = 0x01;
  private static final int FIRST_FRAME = 0xc0;
  private static final int LAST_FRAME = 0xcf;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int EXTENSION = 0xc8;
  private static final int ARITHMETIC_TABLES = 0xcc;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int JFIF = 0xe0;
  private static final int ADOBE = 0xee;
  private static final int LAST_APPLICATION = 0xef;
  private static final int COMMENT = 0xfe;

  private static final byte[] START_YCBCR =
      HexFormat.of().parseHex("ffd8" + "ffe000104a46494600010200000100010000");
  private static final byte[] START_RGB =
      HexFormat.of().parseHex("ffd8" + "ffee000e41646f626500640000000000");

  /**
   * An ordinary progressive file has about ten scans. A scan of a few bytes may cost a pass over
   * the whole image, so the number is limited.
   */
  private static final int MAX_SCANS = 64;

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private @Nullable JpegFrame frame;
  private long[] coded = {}; // the coefficients of each component that are coded to the last bit
  private int scans;
  private boolean isJfif;
  private int adobeTransform = -1;
  private boolean hasTables;

  private JpegSegments(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length + START_YCBCR.length);
  }

  /**
   * Returns the file in its normal form.
   *
   * @throws RefusedFrameException if a segment is broken, a component is not coded to its last bit,
   *     or there are too many scans
   */
  static byte[] normalize(byte[] file) throws RefusedFrameException {
    Jpeg.SIGNATURE.require(file);
    return new JpegSegments(file).normalize();
  }

  private byte[] normalize() throws RefusedFrameException {
    int at = 2;
    while (at < file.length) {
      at = copySegment(at);
    }
    JpegFrame whole = frame;
    if (whole == null || scans == 0) {
      throw broken("no scan in " + file.length + " bytes");
    }
    for (int i = 0; i < coded.length; i++) {
      if (coded[i] != -1) {
        throw broken("no scan with the last bits of component " + (i + 1) + " of " + coded.length);
      }
    }
    byte[] start = isRgb(whole) ? START_RGB : START_YCBCR;
    byte[] normal = Arrays.copyOf(start, start.length + kept.size() + 2);
    System.arraycopy(kept.toByteArray(), 0, normal, start.length, kept.size());
    normal[normal.length - 2] = (byte) MARKER;
    normal[normal.length - 1] = (byte) END;
    return normal;
  }

  /** Returns whether the components are red, green and blue, as libjpeg decides. */
  private boolean isRgb(JpegFrame of) {
    if (isJfif || of.ids().size() == 1) {
      return false;
    }
    return adobeTransform < 0 ? of.isNamedRgb() : adobeTransform == 0;
  }

  /** Copies a segment, and with a scan's header its pixels; returns where the next one begins. */
  private int copySegment(int from) throws RefusedFrameException {
    int at = from;
    while (at < file.length && at(at) != MARKER) {
      at++;
    }
    if (at > from && scans > 0) {
      throw broken("no marker at byte " + from);
    }
    while (at + 1 < file.length && at(at + 1) == MARKER) {
      at++; // a marker may be preceded by any number of these
    }
    if (at + 1 >= file.length) {
      return file.length;
    }
    int type = at(at + 1);
    if (type == END) {
      return file.length;
    }
    if (type == 0 || type == TEMPORARY || isRestart(type)) {
      if (scans > 0) {
        throw broken(String.format(Locale.ROOT, "marker ff %02x at byte %d", type, at));
      }
      return at + 2;
    }
    int end = end(at, type);
    hasTables |= type == HUFFMAN_TABLES;
    if (isFrame(type)) {
      readFrame(at, end);
    } else if (type >= JFIF && type <= LAST_APPLICATION) {
      readColours(at, end);
    }
    if (type == START_OF_SCAN) {
      return copyScan(at, end);
    }
    if (type != COMMENT && (type < JFIF || type > LAST_APPLICATION)) {
      kept.write(file, at, end - at);
    }
    return end;
  }

  /** Returns the end of the segment whose marker is at {@code at}. */
  private int end(int at, int type) throws RefusedFrameException {
    int size = at + 4 > file.length || type == START ? 0 : JpegFrame.word(file, at + 2);
    if (size < 2 || size > file.length - at - 2) {
      throw broken(
          String.format(
              Locale.ROOT,
              "segment ff %02x of %d bytes at byte %d of %d",
              type,
              size,
              at,
              file.length));
    }
    return at + 2 + size;
  }

  private void readFrame(int at, int end) throws RefusedFrameException {
    if (frame != null) {
      throw broken("two frame headers");
    }
    frame = JpegFrame.read(file, at, end);
    coded = new long[frame.ids().size()];
  }

  private void readColours(int at, int end) {
    if (scans > 0) {
      return;
    }
    if (at(at + 1) == JFIF && end - at >= 18 && hasText(at + 4, "JFIF\0")) {
      isJfif = true;
    } else if (at(at + 1) == ADOBE && end - at >= 16 && hasText(at + 4, "Adobe")) {
      adobeTransform = at(at + 15);
    }
  }

  private int copyScan(int at, int end) throws RefusedFrameException {
    scans++;
    if (scans > MAX_SCANS) {
      throw new RefusedFrameException(
          "expected a JPEG of at most " + MAX_SCANS + " scans, found more");
    }
    if (frame == null) {
      throw broken("a scan before the frame header");
    }
    JpegScan scan = JpegScan.read(frame, file, at, end);
    for (int component : scan.components()) {
      coded[component] |= scan.low() == 0 ? scan.coefficients() : 0;
    }
    if (!hasTables && frame.isSequentialHuffman()) {
      kept.writeBytes(JpegStandardTables.segment());
      hasTables = true;
    }
    kept.write(file, at, end - 3 - at);
    kept.write(scan.start());
    kept.write(scan.end());
    kept.write(scan.high() << 4 | scan.low());
    int next = entropyEnd(file, end);
    kept.write(file, end, next - end);
    return next;
  }

  /** Returns where the entropy-coded data of a scan ends, restart markers included. */
  static int entropyEnd(byte[] file, int from) {
    for (int i = from; i + 1 < file.length; i++) {
      int next = file[i + 1] & 0xff;
      if (file[i] == -1 && next != 0 && next != MARKER && !isRestart(next)) {
        return i;
      }
    }
    return file.length;
  }

  static boolean isRestart(int type) {
    return type >= FIRST_RESTART && type <= LAST_RESTART;
  }

  static boolean isFrame(int type) {
    return type >= FIRST_FRAME
        && type <= LAST_FRAME
        && type != HUFFMAN_TABLES
        && type != EXTENSION
        && type != ARITHMETIC_TABLES;
  }

  private boolean hasText(int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(file, at, at + bytes.length, bytes, 0, bytes.length);
  }

  private static RefusedFrameException broken(String found) {
    return new RefusedFrameException("expected a whole JPEG file, found a broken one: " + found);
  }

  private int at(int index) {
    return file[index] & 0xff;
  }
}
