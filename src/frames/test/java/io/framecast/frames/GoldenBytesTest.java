package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire format byte by byte: files that others wrote are read, and ours stay as they are. */
class GoldenBytesTest {
  private final FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);

  static Stream<Arguments> files() {
    Frame palette =
        Golden.frame(
            3,
            (i, c) ->
                switch (c) {
                      case 0 -> i % 4 * 80;
                      case 1 -> i % 4 * 20;
                      default -> 255 - i % 4 * 60;
                    }
                    / 255f);
    return Stream.of(
        Arguments.of("grey8.png", "image/png", Golden.levels8(1), Encoding.PNG8),
        Arguments.of("greyalpha8.png", "image/png", Golden.levels8(1), Encoding.PNG8),
        Arguments.of("grey16.png", "image/png", Golden.levels16(1), Encoding.PNG16),
        Arguments.of("rgb8.png", "image/png", Golden.levels8(3), new Png(8, 3)),
        Arguments.of("rgba8.png", "image/png", Golden.levels8(3), new Png(8, 3)),
        Arguments.of("interlaced.png", "image/png", Golden.levels8(3), new Png(8, 3)),
        Arguments.of("palette.png", "image/png", palette, new Png(8, 3)),
        Arguments.of("rgb16.png", "image/png", Golden.levels16(3), new Png(16, 3)),
        npy("u1.npy", Golden.levels8(1), Npy.Type.U1, 0),
        npy("u1-one.npy", Golden.levels8(1), Npy.Type.U1, 1),
        npy("u1-rgb.npy", Golden.levels8(3), Npy.Type.U1, 3),
        npy("f4.npy", Golden.floats(1), Npy.Type.F4_LITTLE, 0),
        npy("f4-v2.npy", Golden.floats(1), Npy.Type.F4_LITTLE, 0),
        npy("f4-v3.npy", Golden.floats(1), Npy.Type.F4_LITTLE, 0),
        npy("f4-big.npy", Golden.floats(1), Npy.Type.F4_BIG, 0),
        npy("f4-rgb.npy", Golden.floats(3), Npy.Type.F4_LITTLE, 3));
  }

  private static Arguments npy(String file, Frame frame, Npy.Type type, int channels) {
    return Arguments.of(file, "application/x-npy", frame, new Npy(type, channels));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aFileIsReadSampleBySampleWithAndWithoutContentType(
      String file, String contentType, Frame frame, Encoding encoding) throws Exception {
    for (String header : new String[] {null, contentType, contentType + "; q=1"}) {
      DecodedFrame decoded = decoder.decode(Golden.bytes(file), header);
      assertThat(decoded.encoding()).isEqualTo(encoding);
      assertThat(decoded.encoding().contentType()).isEqualTo(contentType);
      assertThat(decoded.frame().shape()).isEqualTo(frame.shape());
      assertThat(decoded.frame().pixels()).containsExactly(frame.pixels());
    }
  }

  static Stream<Arguments> jpegs() {
    return Stream.of(
        Arguments.of("grey8.jpg", 1),
        Arguments.of("progressive.jpg", 1),
        Arguments.of("rgb8.jpg", 3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jpegs")
  void aJpegIsReadAndAnsweredByAPng(String file, int channels) throws Exception {
    DecodedFrame decoded = decoder.decode(Golden.bytes(file), null);
    assertThat(decoded.encoding()).isEqualTo(new Png(8, channels));
    // quality 95 rounds a ramp by some levels; the colour ramps also wrap, where a block rings
    assertThat(FrameMetrics.mae(decoded.frame(), Golden.levels8(channels)))
        .isCloseTo(0, within(channels == 1 ? 2 / 255.0 : 8 / 255.0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void whatNumPyWroteIsWrittenAgainByteForByte(
      String file, String contentType, Frame frame, Encoding encoding) {
    boolean version1 = !file.matches(".*-v\\d.npy");
    if (encoding instanceof Npy && version1) {
      assertThat(encoding.encode(frame)).isEqualTo(Golden.bytes(file));
    }
  }

  static Stream<Arguments> written() {
    return Stream.of(
        Arguments.of("written-grey8.png", new Png(8, 1), Golden.levels8(1)),
        Arguments.of("written-grey16.png", new Png(16, 1), Golden.levels16(1)),
        Arguments.of("written-rgb8.png", new Png(8, 3), Golden.levels8(3)),
        Arguments.of("written-rgb16.png", new Png(16, 3), Golden.levels16(3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("written")
  void aPngIsWrittenAsItAlwaysWas(String file, Encoding encoding, Frame frame) throws Exception {
    assertThat(inflated(encoding.encode(frame))).isEqualTo(inflated(Golden.bytes(file)));
    assertThat(decoder.decode(encoding.encode(frame), null).frame().pixels())
        .containsExactly(frame.pixels());
  }

  @Test
  void writingTwiceGivesTheSameBytes() {
    for (Encoding encoding :
        new Encoding[] {
          Encoding.PNG8, Encoding.PNG16, Encoding.JPEG, Encoding.NPY_F4, Encoding.NPY_U1
        }) {
      assertThat(encoding.encode(Golden.levels8(1)))
          .as(encoding.toString())
          .isEqualTo(encoding.encode(Golden.levels8(1)));
    }
  }

  @Test
  void manyThreadsReadAndWriteAtOnce() {
    Frame frame = Golden.levels8(1);
    List<Encoding> encodings = List.of(Encoding.PNG8, Encoding.JPEG, Encoding.NPY_F4);
    List<byte[]> files = encodings.stream().map(e -> e.encode(frame)).toList();
    boolean same =
        IntStream.range(0, 3000)
            .parallel()
            .allMatch(
                i -> {
                  byte[] file = files.get(i % 3);
                  try {
                    decoder.decode(file, null);
                  } catch (RefusedFrameException e) {
                    return false;
                  }
                  return Arrays.equals(encodings.get(i % 3).encode(frame), file);
                });
    assertThat(same).isTrue();
  }

  /**
   * The file with its IDAT data inflated and its checksum left out: every bit that has a meaning.
   * How deflate cuts its blocks is the zlib's of the machine, which differs between JDK builds.
   */
  static byte[] inflated(byte[] png) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(png);
    out.write(png, 0, 8);
    for (int at = 8; at < png.length; at += in.getInt(at) + 12) {
      out.write(png, at + 4, 4);
      if (new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals("IDAT")) {
        pixels.write(png, at + 8, in.getInt(at));
      } else {
        out.write(png, at + 8, in.getInt(at) + 4);
      }
    }
    out.write(
        new InflaterInputStream(new ByteArrayInputStream(pixels.toByteArray())).readAllBytes());
    return out.toByteArray();
  }
}
