package io.framecast.frames;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/** Holds the Huffman tables of ITU-T T.81, annex K.3, which frames of Motion JPEG leave out. */
final class JpegStandardTables {
  private static final byte[] SEGMENT = createSegment();

  private JpegStandardTables() {}

  /** Returns the segment that defines them. */
  static byte[] segment() {
    return SEGMENT.clone();
  }

  private static byte[] createSegment() {
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    add(tables, 0x00, JPEGHuffmanTable.StdDCLuminance);
    add(tables, 0x10, JPEGHuffmanTable.StdACLuminance);
    add(tables, 0x01, JPEGHuffmanTable.StdDCChrominance);
    add(tables, 0x11, JPEGHuffmanTable.StdACChrominance);
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(0xff);
    segment.write(0xc4);
    segment.write((tables.size() + 2) >> 8);
    segment.write(tables.size() + 2);
    segment.writeBytes(tables.toByteArray());
    return segment.toByteArray();
  }

  private static void add(ByteArrayOutputStream tables, int id, JPEGHuffmanTable table) {
    tables.write(id);
    short[] lengths = table.getLengths();
    for (int i = 0; i < 16; i++) {
      tables.write(i < lengths.length ? lengths[i] : 0);
    }
    for (short value : table.getValues()) {
      tables.write(value);
    }
  }
}
