package io.framecast.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Makes images of 10 rows and 24 columns that a browser shows otherwise than they are coded. */
final class DecoratedImages {
  private static final Frame FRAME = frame();

  /** The bytes before the first chunk of pixels: the signature, and a header of 25 bytes. */
  private static final int PNG_HEADER = 33;

  /** A directory of one entry: orientation 6, which turns the image by 90 degrees. */
  private static final String TURNED =
      "4d4d002a00000008" + "0001011200030000000100060000" + "00000000";

  private DecoratedImages() {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Image(String name, byte[] file) {}

  static List<Image> all() {
    byte[] jpeg = Encoding.JPEG.encode(FRAME);
    byte[] png = Encoding.PNG8.encode(FRAME);
    return List.of(
        new Image("a JPEG with orientation", insert(jpeg, 2, "ffe10022" + "457869660000" + TURNED)),
        new Image("a JPEG without its end", Arrays.copyOf(jpeg, jpeg.length - 2)),
        new Image("a PNG with orientation", insert(png, PNG_HEADER, chunk("eXIf", TURNED))),
        new Image("a PNG with a transparent grey", insert(png, PNG_HEADER, chunk("tRNS", "0064"))),
        new Image("a PNG with alpha", transparent()));
  }

  /** Returns a frame whose grey values are 0 to 239. */
  private static Frame frame() {
    float[] pixels = new float[240];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 255f;
    }
    return new Frame(10, 24, 1, pixels);
  }

  private static byte[] transparent() {
    BufferedImage image = new BufferedImage(24, 10, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 240; i++) {
      image.setRGB(i % 24, i / 24, i % 2 * 0x64000000 + i * 0x010201);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static String chunk(String name, String body) {
    byte[] bytes = HexFormat.of().parseHex(body);
    ByteBuffer chunk = ByteBuffer.allocate(bytes.length + 12).putInt(bytes.length);
    chunk.put(name.getBytes(US_ASCII)).put(bytes);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, bytes.length + 4);
    return HexFormat.of().formatHex(chunk.putInt((int) crc.getValue()).array());
  }

  private static byte[] insert(byte[] file, int at, String hex) {
    byte[] more = HexFormat.of().parseHex(hex);
    return ByteBuffer.allocate(file.length + more.length)
        .put(file, 0, at)
        .put(more)
        .put(file, at, file.length - at)
        .array();
  }
}
