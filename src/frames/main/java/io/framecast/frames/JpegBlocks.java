package io.framecast.frames;

import java.util.Map;

/**
 * Reads the blocks of a restart interval of a scan of a JPEG file without their values, to find
 * where its entropy-coded data ends (ITU-T T.81, annexes F.2 and G.2).
 */
final class JpegBlocks {
  private static final int AC_TABLE = 16; // added to the number of a table

  private final JpegFrame frame;
  private final JpegScan scan;
  private final Map<Integer, JpegHuffmanTable> tables;
  private final long[] nonZero;
  private final JpegBits bits;
  private int endOfBand; // blocks that have no more coefficients

  /**
   * Begins an interval.
   *
   * @param nonZero the coefficients that are not 0, of each block of the component of a scan of AC
   *     coefficients; the scan adds to them
   */
  JpegBlocks(
      JpegFrame frame,
      JpegScan scan,
      Map<Integer, JpegHuffmanTable> tables,
      long[] nonZero,
      JpegBits bits) {
    this.frame = frame;
    this.scan = scan;
    this.tables = tables;
    this.nonZero = nonZero;
    this.bits = bits;
  }

  /** Reads an MCU. */
  void read(int unit) throws RefusedFrameException {
    if (scan.components().size() == 1) {
      readBlock(scan.components().get(0), unit);
      return;
    }
    for (JpegScan.Component component : scan.components()) {
      JpegFrame.Component of = frame.components().get(component.index());
      for (int i = of.horizontal() * of.vertical(); i > 0; i--) {
        readBlock(component, unit);
      }
    }
  }

  private void readBlock(JpegScan.Component component, int block) throws RefusedFrameException {
    if (!frame.isProgressive()) {
      readDc(component);
      readAc(table(AC_TABLE + component.acTable()));
    } else if (scan.start() == 0 && scan.high() > 0) {
      bits.read();
    } else if (scan.start() == 0) {
      readDc(component);
    } else if (scan.high() == 0) {
      readBand(table(AC_TABLE + component.acTable()), block);
    } else {
      refineBand(table(AC_TABLE + component.acTable()), block);
    }
  }

  private void readDc(JpegScan.Component component) throws RefusedFrameException {
    bits.read(table(component.dcTable()).decode(bits));
  }

  private void readAc(JpegHuffmanTable table) throws RefusedFrameException {
    for (int k = 1; k < 64; k++) {
      int symbol = table.decode(bits);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size == 0 && run < 15) {
        return;
      }
      k += run;
      if (k > 63) {
        throw new RefusedFrameException(
            "expected coefficients 0 to 63 in a block of a JPEG, found more at byte "
                + bits.position());
      }
      bits.read(size);
    }
  }

  /** Reads the first scan of a band of coefficients. */
  private void readBand(JpegHuffmanTable table, int block) throws RefusedFrameException {
    if (endOfBand > 0) {
      endOfBand--;
      return;
    }
    for (int k = scan.start(); k <= scan.end(); k++) {
      int symbol = table.decode(bits);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size == 0 && run < 15) {
        endOfBand = (1 << run) - 1 + bits.read(run);
        return;
      }
      k += run;
      bits.read(size);
      if (size > 0) {
        nonZero[block] |= 1L << k;
      }
    }
  }

  /** Reads a scan that adds a bit to each coefficient of a band. */
  private void refineBand(JpegHuffmanTable table, int block) throws RefusedFrameException {
    int k = scan.start();
    while (endOfBand == 0 && k <= scan.end()) {
      int symbol = table.decode(bits);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size == 0 && run < 15) {
        endOfBand = (1 << run) + bits.read(run);
        break;
      }
      bits.read(size); // the sign
      k = refine(k, run, block);
      if (size > 0 && k <= scan.end()) {
        nonZero[block] |= 1L << k;
      }
      k++;
    }
    if (endOfBand > 0) {
      refine(k, 64, block);
      endOfBand--;
    }
  }

  /**
   * Reads the bits of the coefficients that are not 0, up to the one after {@code zeros} others.
   */
  private int refine(int from, int zeros, int block) throws RefusedFrameException {
    int left = zeros;
    int k = from;
    while (k <= scan.end()) {
      if ((nonZero[block] >> k & 1) == 1) {
        bits.read();
      } else if (left == 0) {
        break;
      } else {
        left--;
      }
      k++;
    }
    return k;
  }

  private JpegHuffmanTable table(int number) throws RefusedFrameException {
    JpegHuffmanTable table = tables.get(number);
    if (table == null) {
      throw new RefusedFrameException(
          "expected a JPEG with its Huffman tables, found none of number " + number);
    }
    return table;
  }
}
