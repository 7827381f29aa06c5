package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes colours as libjpeg does: by JFIF, else by Adobe's segment, else by component ids. */
class JpegColoursTest {
  private static final long SEED = new Random().nextLong();

  private static final byte[] NONE = {};
  private static final byte[] JFIF = segment(0xe0, "JFIF\0\2\0\0\0\1\0\1\0\0");
  private static final byte[] EXIF = segment(0xe1, "Exif\0\0 anything");
  private static final byte[] ADOBE_RGB = segment(0xee, "Adobe\0\144\0\0\0\0\0");
  private static final byte[] ADOBE_YCBCR = segment(0xee, "Adobe\0\144\0\0\0\0\1");
  private static final byte[] ADOBE_OTHER = segment(0xee, "Adobe\0\144\0\0\0\0\7");

  static Stream<Arguments> files() {
    return Stream.of(1, 2)
        .flatMap(
            sampling ->
                Stream.of(
                    file("JFIF", sampling, JFIF, "\1\2\3", true),
                    file("JFIF of other ids", sampling, JFIF, "\0\1\2", true),
                    file("JFIF of ids RGB", sampling, JFIF, "RGB", true),
                    file("JFIF and Adobe", sampling, join(JFIF, ADOBE_RGB), "\1\2\3", true),
                    file("Adobe and JFIF", sampling, join(ADOBE_RGB, JFIF), "\1\2\3", true),
                    file("Exif", sampling, EXIF, "\1\2\3", true),
                    file("Exif of ids from 0", sampling, EXIF, "\0\1\2", true),
                    file("Exif of ids RGB", sampling, EXIF, "RGB", false),
                    file("Exif and Adobe", sampling, join(EXIF, ADOBE_RGB), "\1\2\3", false),
                    file("Adobe's RGB", sampling, ADOBE_RGB, "\0\1\2", false),
                    file("Adobe's YCbCr", sampling, ADOBE_YCBCR, "RGB", true),
                    file("Adobe's other colours", sampling, ADOBE_OTHER, "\1\2\3", true),
                    file("no segment", sampling, NONE, "\1\2\3", true),
                    file("no segment, ids from 0", sampling, NONE, "\0\1\2", true),
                    file("no segment, odd ids", sampling, NONE, "\42\43\1", true),
                    file("no segment, ids RGB", sampling, NONE, "RGB", false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void coloursAreThoseOfLibjpeg(String what, byte[] plain, byte[] file, boolean isYcbcr)
      throws Exception {
    float[] expected = isYcbcr ? JpegFiles.pixels(plain) : codedSamples(plain);
    assertThat(new FrameDecoder(FrameLimits.DEFAULT).decode(file, null).frame().pixels())
        .as("%s seed %d", what, SEED)
        .containsExactly(expected);
  }

  /** Returns the samples without a conversion of colours. */
  private static float[] codedSamples(byte[] file) throws Exception {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
    return Rasters.readSamples(reader.readRaster(0, null), 3, 255);
  }

  private static Arguments file(
      String what, int sampling, byte[] segments, String ids, boolean isYcbcr) {
    byte[] plain = JpegFiles.file(new JpegFiles.Kind(true, sampling, 0, false), SEED);
    byte[] file = JpegFiles.cut(plain, 2, 4 + JpegFrame.word(plain, 4));
    int frame = JpegFiles.find(file, 0xc0);
    int scan = JpegFiles.find(file, 0xda);
    for (int i = 0; i < 3; i++) {
      file[frame + 10 + 3 * i] = (byte) ids.charAt(i);
      file[scan + 5 + 2 * i] = (byte) ids.charAt(i);
    }
    return Arguments.of(
        what + ", sampling " + sampling, plain, JpegFiles.insert(file, 2, segments), isYcbcr);
  }

  private static byte[] segment(int type, String text) {
    byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] head = {-1, (byte) type, 0, (byte) (data.length + 2)};
    return join(head, data);
  }

  private static byte[] join(byte[] first, byte[] second) {
    return JpegFiles.insert(first, first.length, second);
  }
}
