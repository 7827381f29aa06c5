package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalizes files that a viewer shows otherwise than a predictor reads them. */
class NormalizedFilesTest {
  private static final FrameDecoder DECODER = new FrameDecoder(FrameLimits.DEFAULT);

  /** A directory of one entry: orientation 6, which turns the image by 90 degrees. */
  private static final byte[] TURNED =
      HexFormat.of()
          .parseHex("4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");

  static Stream<Arguments> pngs() throws IOException {
    byte[] grey = Golden.bytes("written-grey8.png");
    byte[] palette = Golden.bytes("palette.png");
    return Stream.of(
        Arguments.of("grey and alpha", Golden.bytes("greyalpha8.png")),
        Arguments.of("RGB and alpha", Golden.bytes("rgba8.png")),
        Arguments.of("RGB and alpha of 8 bits, some of it 0", withAlpha(DataBuffer.TYPE_BYTE)),
        Arguments.of("RGB and alpha of 16 bits, some of it 0", withAlpha(DataBuffer.TYPE_USHORT)),
        Arguments.of("interlaced", Golden.bytes("interlaced.png")),
        Arguments.of("a transparent grey", withChunk(grey, "IDAT", "tRNS", new byte[] {0, 4})),
        Arguments.of("a transparent colour", withChunk(palette, "IDAT", "tRNS", new byte[9])),
        Arguments.of("orientation", withChunk(grey, "IDAT", "eXIf", TURNED)),
        Arguments.of("gamma", withChunk(grey, "IDAT", "gAMA", new byte[] {0, 1, (byte) 134, -96})),
        Arguments.of("an animation", withChunk(grey, "IDAT", "acTL", new byte[8])),
        Arguments.of("bytes after its end", Arrays.copyOf(grey, grey.length + 9)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pngs")
  void aPngHasOnlyItsPixels(String what, byte[] file) throws Exception {
    byte[] normal = DECODER.normalize(file, null);
    assertThat(pixels(normal)).containsExactly(pixels(file));
    assertThat(DECODER.decode(normal, null).encoding())
        .isEqualTo(DECODER.decode(file, null).encoding());
    assertThat(normal[25]).as("the colour type").isIn((byte) 0, (byte) 2, (byte) 3);
    assertThat(Set.of("IHDR", "PLTE", "IDAT", "IEND")).containsAll(chunks(normal));
    assertThat(DECODER.normalize(normal, null)).isSameAs(normal);
  }

  static Stream<Arguments> jpegs() {
    byte[] exif = ByteBuffer.allocate(6 + TURNED.length).put(ascii("Exif\0\0")).put(TURNED).array();
    return Stream.of("grey8.jpg", "rgb8.jpg", "progressive.jpg")
        .flatMap(
            name -> {
              byte[] file = Golden.bytes(name);
              return Stream.of(
                  Arguments.of(name + " with orientation", withSegment(file, 0xe1, exif)),
                  Arguments.of(name + " with a profile", withSegment(file, 0xe2, new byte[300])),
                  Arguments.of(name + " without end", Arrays.copyOf(file, file.length - 2)));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jpegs")
  void aJpegHasOnlyItsPixelsAndAnEnd(String what, byte[] file) throws Exception {
    byte[] normal = DECODER.normalize(file, "image/jpeg");
    assertThat(pixels(normal)).containsExactly(pixels(file));
    assertThat(normal).startsWith(0xff, 0xd8, 0xff, 0xe0).endsWith(0xff, 0xd9);
    String text = new String(normal, StandardCharsets.ISO_8859_1);
    assertThat(text).doesNotContain("Exif").doesNotContain("\u00ff\u00e1", "\u00ff\u00e2");
    assertThat(DECODER.normalize(normal, null)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "written-grey8.png",
        "written-grey16.png",
        "written-rgb8.png",
        "written-rgb16.png",
        "u1-rgb.npy",
        "f4-fortran.npy"
      })
  void aPlainFileIsReturnedItself(String name) throws Exception {
    byte[] file = Golden.bytes(name);
    assertThat(DECODER.normalize(file, "application/octet-stream")).isSameAs(file);
  }

  @Test
  void aBrokenFileIsRefused() {
    byte[] png = Golden.bytes("written-grey8.png");
    byte[] jpeg = Golden.bytes("grey8.jpg");
    for (byte[] file :
        List.of(
            new byte[0],
            ascii("hello"),
            Arrays.copyOf(png, png.length - 1),
            Arrays.copyOf(jpeg, 30))) {
      assertThatThrownBy(() -> DECODER.normalize(file, null))
          .isInstanceOf(RefusedFrameException.class);
    }
  }

  private static float[] pixels(byte[] file) throws RefusedFrameException {
    return DECODER.decode(file, null).frame().pixels();
  }

  private static byte[] withAlpha(int sampleType) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(sampleType, 13, 9, 4, null);
    Random random = new Random(1);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 13; x++) {
        for (int c = 0; c < 3; c++) {
          raster.setSample(
              x, y, c, random.nextInt(sampleType == DataBuffer.TYPE_BYTE ? 256 : 65536));
        }
        raster.setSample(x, y, 3, x % 2 * 100);
      }
    }
    ColorSpace colours = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    BufferedImage image =
        new BufferedImage(
            new ComponentColorModel(colours, true, false, Transparency.TRANSLUCENT, sampleType),
            raster,
            false,
            null);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", file)).isTrue();
    assertThat(file.toByteArray()[25]).as("the colour type").isEqualTo((byte) 6);
    return file.toByteArray();
  }

  /** Returns the file with one more chunk before the first one of a name. */
  private static byte[] withChunk(byte[] file, String before, String name, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 12).putInt(body.length);
    chunk.put(ascii(name)).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, body.length + 4);
    byte[] more = chunk.putInt((int) crc.getValue()).array();
    int at = 8;
    while (!name(file, at).equals(before)) {
      at += 12 + ByteBuffer.wrap(file).getInt(at);
    }
    return JpegFiles.insert(file, at, more);
  }

  private static List<String> chunks(byte[] file) {
    List<String> names = new ArrayList<>();
    for (int at = 8; at < file.length; at += 12 + ByteBuffer.wrap(file).getInt(at)) {
      names.add(name(file, at));
    }
    return names;
  }

  private static String name(byte[] file, int chunk) {
    return new String(file, chunk + 4, 4, StandardCharsets.US_ASCII);
  }

  private static byte[] withSegment(byte[] file, int marker, byte[] body) {
    ByteBuffer segment = ByteBuffer.allocate(body.length + 4).put((byte) 0xff).put((byte) marker);
    segment.putShort((short) (body.length + 2)).put(body);
    return JpegFiles.insert(file, 2, segment.array());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
