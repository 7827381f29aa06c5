package io.framecast.frames;

import java.util.Map;

/** A Huffman table of a JPEG file (ITU-T T.81, annexes C and F.2.2.3). */
final class JpegHuffmanTable {
  private static final int LONGEST = 16;

  private final byte[] file;
  private final int[] first = new int[LONGEST + 1]; // the first code of each length
  private final int[] symbols = new int[LONGEST + 2]; // where the symbols of each length begin

  private JpegHuffmanTable(byte[] file, int counts) {
    this.file = file;
    int code = 0;
    symbols[1] = counts + LONGEST;
    for (int length = 1; length <= LONGEST; length++) {
      int count = file[counts + length - 1] & 0xff;
      first[length] = code;
      symbols[length + 1] = symbols[length] + count;
      code = (code + count) << 1;
    }
  }

  /** Adds the tables of a segment whose content is from {@code from} to {@code end}. */
  static void read(byte[] file, int from, int end, Map<Integer, JpegHuffmanTable> tables) {
    int at = from;
    while (at < end) {
      JpegHuffmanTable table = new JpegHuffmanTable(file, at + 1);
      tables.put(file[at] & 0xff, table);
      at = table.symbols[LONGEST + 1];
    }
  }

  int decode(JpegBits bits) throws RefusedFrameException {
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code = code << 1 | bits.read();
      int index = symbols[length] + code - first[length];
      if (index < symbols[length + 1]) {
        return file[index] & 0xff;
      }
    }
    throw new RefusedFrameException(
        "expected a code of a JPEG's Huffman table, found none at byte " + bits.position());
  }
}
