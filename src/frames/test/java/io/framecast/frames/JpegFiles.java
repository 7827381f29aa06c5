package io.framecast.frames;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Makes JPEG files, and edits them byte by byte. */
final class JpegFiles {
  private static final String FORMAT = "javax_imageio_jpeg_image_1.0";

  /**
   * Says how a file is coded.
   *
   * @param sampling the sampling of the first component, 1 or 2 in both directions
   * @param interval the MCUs between two restart markers, 0 for none
   */
  record Kind(boolean isColour, int sampling, int interval, boolean isProgressive) {}

  static final List<Kind> KINDS =
      List.of(
          new Kind(false, 1, 0, false),
          new Kind(true, 1, 0, false),
          new Kind(true, 2, 0, false),
          new Kind(true, 2, 3, false),
          new Kind(false, 1, 5, false),
          new Kind(false, 1, 0, true),
          new Kind(true, 2, 0, true),
          new Kind(true, 1, 4, true));

  private JpegFiles() {}

  /** Returns a file with a JFIF segment, of 37 rows and 53 columns of a gradient with noise. */
  static byte[] file(Kind kind, long seed) {
    int type = kind.isColour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    BufferedImage image = new BufferedImage(53, 37, type);
    Random random = new Random(seed);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int c = 0; c < image.getRaster().getNumBands(); c++) {
          int level = 3 * x + 2 * y + 40 * c + random.nextInt(50);
          image.getRaster().setSample(x, y, c, level % 256);
        }
      }
    }
    try {
      return write(image, kind);
    } catch (IOException e) {
      throw new IllegalStateException(kind.toString(), e);
    }
  }

  private static byte[] write(BufferedImage image, Kind kind) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    if (kind.isProgressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), parameters);
    Element tree = (Element) metadata.getAsTree(FORMAT);
    Element first = (Element) tree.getElementsByTagName("componentSpec").item(0);
    first.setAttribute("HsamplingFactor", Integer.toString(kind.sampling));
    first.setAttribute("VsamplingFactor", Integer.toString(kind.sampling));
    if (kind.interval > 0) {
      IIOMetadataNode restarts = new IIOMetadataNode("dri");
      restarts.setAttribute("interval", Integer.toString(kind.interval));
      NodeList frames = tree.getElementsByTagName("sof");
      frames.item(0).getParentNode().insertBefore(restarts, frames.item(0));
    }
    metadata.setFromTree(FORMAT, tree);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Returns the pixels that the JDK's reader gives. */
  static float[] pixels(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    return Rasters.readSamples(image.getRaster(), image.getRaster().getNumBands(), 255);
  }

  /** Returns the place of the first marker of this type. */
  static int find(byte[] file, int type) {
    return find(file, type, 0);
  }

  static int find(byte[] file, int type, int from) {
    for (int i = from; i + 1 < file.length; i++) {
      if (file[i] == -1 && (file[i + 1] & 0xff) == type) {
        return i;
      }
    }
    throw new IllegalArgumentException("no marker " + Integer.toHexString(type));
  }

  /** Returns where entropy-coded data ends: before a restart marker, between scans, at the end. */
  static List<Integer> ends(byte[] file) {
    List<Integer> ends = new ArrayList<>();
    boolean isData = false;
    for (int i = 2; i + 1 < file.length; i++) {
      int type = file[i + 1] & 0xff;
      if (file[i] != -1 || type == 0) {
        continue;
      }
      if (isData) {
        ends.add(i);
      }
      isData = JpegSegments.isRestart(type) || type == 0xda;
      if (!isData && type != 0xd9) {
        i += JpegFrame.word(file, i + 2) + 1;
      }
    }
    return ends;
  }

  /** Returns where the entropy-coded data of the last scan or restart interval begins. */
  static int lastData(byte[] file) {
    List<Integer> ends = ends(file);
    int before = ends.size() < 2 ? 0 : ends.get(ends.size() - 2);
    if (before > 0 && JpegSegments.isRestart(file[before + 1] & 0xff)) {
      return before + 2;
    }
    int scan = find(file, 0xda, before);
    return scan + 2 + JpegFrame.word(file, scan + 2);
  }

  /** Returns the file without the Huffman tables before its first scan. */
  static byte[] withoutHuffmanTables(byte[] file) {
    byte[] bare = file;
    int at = 2;
    while (bare[at + 1] != (byte) 0xda) {
      int end = at + 2 + JpegFrame.word(bare, at + 2);
      if (bare[at + 1] == (byte) 0xc4) {
        bare = cut(bare, at, end);
      } else {
        at = end;
      }
    }
    return bare;
  }

  static byte[] insert(byte[] file, int at, byte... more) {
    return ByteBuffer.allocate(file.length + more.length)
        .put(file, 0, at)
        .put(more)
        .put(file, at, file.length - at)
        .array();
  }

  static byte[] cut(byte[] file, int from, int to) {
    byte[] rest = Arrays.copyOf(file, file.length - to + from);
    System.arraycopy(file, to, rest, from, file.length - to);
    return rest;
  }
}
