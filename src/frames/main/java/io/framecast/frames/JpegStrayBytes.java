package io.framecast.frames;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes bytes that stand between the last bit of entropy-coded data and the next marker of a JPEG
 * file. Some cameras write two of them in each frame. They are found by reading the codes of all
 * blocks, so where they are removed, all blocks are in the file.
 */
final class JpegStrayBytes {
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int END = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int RESTART_INTERVAL = 0xdd;

  /** More bytes, unless they are all equal, are rather pixels after damage before them. */
  private static final int MAX_STRAY = 8;

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private final Map<Integer, JpegHuffmanTable> tables = new HashMap<>();
  private final Map<Integer, long[]> nonZero = new HashMap<>();
  private @Nullable JpegFrame frame;
  private int interval;

  private JpegStrayBytes(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  /**
   * Returns the file without such bytes.
   *
   * @param file in the form of {@link JpegSegments#normalize}
   * @throws RefusedFrameException if blocks are missing, or if there are too many such bytes
   */
  static byte[] remove(byte[] file) throws RefusedFrameException {
    return new JpegStrayBytes(file).remove();
  }

  private byte[] remove() throws RefusedFrameException {
    int at = 2;
    kept.write(file, 0, at);
    while ((file[at + 1] & 0xff) != END) {
      int type = file[at + 1] & 0xff;
      int end = at + 2 + JpegFrame.word(file, at + 2);
      kept.write(file, at, end - at);
      if (type == HUFFMAN_TABLES) {
        JpegHuffmanTable.read(file, at + 4, end, tables);
      } else if (type == RESTART_INTERVAL) {
        interval = JpegFrame.word(file, at + 4);
      } else if (JpegSegments.isFrame(type)) {
        frame = JpegFrame.read(file, at, end);
      } else if (type == START_OF_SCAN && frame != null) {
        int next = JpegSegments.entropyEnd(file, end);
        copyScan(frame, JpegScan.read(frame, file, at, end), end, next);
        end = next;
      }
      at = end;
    }
    kept.write(file, at, 2);
    return kept.toByteArray();
  }

  /** Copies the entropy-coded data of a scan. */
  private void copyScan(JpegFrame of, JpegScan scan, int from, int end)
      throws RefusedFrameException {
    int index = scan.components().get(0).index();
    JpegFrame.Component component = of.components().get(index);
    boolean isAlone = scan.components().size() == 1;
    int units = isAlone ? of.blocks(component) : of.units();
    if (scan.start() > 0 && !isAlone) {
      throw new RefusedFrameException(
          "expected a JPEG scan of AC coefficients of one component, found "
              + scan.components().size());
    }
    long[] known = nonZero.computeIfAbsent(index, i -> new long[of.blocks(component)]);
    int at = from;
    for (int unit = 0; unit < units; ) {
      JpegBits bits = new JpegBits(file, at, end);
      JpegBlocks blocks = new JpegBlocks(of, scan, tables, known, bits);
      int until = interval == 0 ? units : Math.min(units, unit + interval);
      for (; unit < until; unit++) {
        blocks.read(unit);
      }
      kept.write(file, at, bits.position() - at);
      at = unit == units ? end : restart(bits.position(), end);
      requireNoData(bits, at);
      if (unit < units) {
        kept.write(file, at, 2);
        at += 2;
      }
    }
  }

  /** Returns the place of the next restart marker. */
  private int restart(int from, int end) throws RefusedFrameException {
    for (int i = from; i + 1 < end; i++) {
      if (file[i] == -1 && JpegSegments.isRestart(file[i + 1] & 0xff)) {
        return i;
      }
    }
    throw new RefusedFrameException(
        "expected a whole JPEG file, found no restart marker after byte " + from);
  }

  /** Refuses bytes after the data of a scan or restart interval that may be coded pixels. */
  private void requireNoData(JpegBits data, int to) throws RefusedFrameException {
    int stray = 0;
    for (int i = data.position(); i < to; i++) {
      stray += file[i] == -1 ? 0 : 1; // a marker may be preceded by any number of these
    }
    if (stray > MAX_STRAY && !isPadding(data, to)) {
      throw new RefusedFrameException(
          "expected a JPEG with at most "
              + MAX_STRAY
              + " bytes between its pixels and the next marker, found "
              + stray);
    }
  }

  /** Returns whether equal bytes follow data that has its end, and is no part of them. */
  private boolean isPadding(JpegBits data, int to) {
    byte first = file[data.position()];
    for (int i = data.position(); i < to; i++) {
      if (file[i] != first) {
        return false;
      }
    }
    return data.isFilled() && data.last() != first;
  }
}
