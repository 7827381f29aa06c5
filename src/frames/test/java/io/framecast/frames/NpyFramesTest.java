package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyFramesTest {

  private static final NpyFrames TWO =
      new NpyFrames(
          List.of(
              new Frame(2, 3, 1, new float[] {0, 1, 2, 3, 4, 5}),
              new Frame(2, 3, 1, new float[] {6, 7, 8, 9, 10, 11})),
          false);

  @Test
  void whatIsWrittenIsReadBack() throws RefusedFrameException {
    NpyFrames read = NpyFrames.decode(TWO.encode());
    assertThat(read.withChannels()).isFalse();
    assertThat(read.frames()).hasSize(2);
    assertThat(read.frames().get(1).pixels()).isEqualTo(TWO.frames().get(1).pixels());
    assertThat(read.frames().get(1).width()).isEqualTo(3);
    Frame colour = new Frame(1, 2, 3, new float[6]);
    byte[] four = new NpyFrames(List.of(colour), true).encode();
    assertThat(NpyFrames.decode(four).frames().get(0).channels()).isEqualTo(3);
  }

  @Test
  void everyTypeAndOrderOfAFrameIsReadInASequenceToo() throws RefusedFrameException {
    ByteBuffer doubles = ByteBuffer.allocate(12 * Double.BYTES);
    for (int i = 0; i < 12; i++) {
      doubles.putDouble(i);
    }
    assertPixels(file(">f8", "False", doubles.array()), 1f);
    ByteBuffer bytes = ByteBuffer.allocate(12);
    for (int i = 0; i < 12; i++) {
      bytes.put((byte) i);
    }
    assertPixels(file("|u1", "False", bytes.array()), 1 / 255f);
    // the first index is the fastest: t, then y, then x
    ByteBuffer columns = ByteBuffer.allocate(12 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int x = 0; x < 3; x++) {
      for (int y = 0; y < 2; y++) {
        for (int t = 0; t < 2; t++) {
          columns.putFloat((t * 2 + y) * 3 + x);
        }
      }
    }
    assertPixels(file("<f4", "True", columns.array()), 1f);
  }

  private static void assertPixels(byte[] file, float unit) throws RefusedFrameException {
    List<Frame> frames = NpyFrames.decode(file).frames();
    for (int i = 0; i < 12; i++) {
      assertThat(frames.get(i / 6).pixels()[i % 6]).isCloseTo(i * unit, within(1e-6f));
    }
  }

  private static byte[] file(String type, String fortran, byte[] samples) {
    String header =
        "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': (2, 2, 3), }\n";
    return ByteBuffer.allocate(10 + header.length() + samples.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(Npy.SIGNATURE.bytes())
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put(samples)
        .array();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<f4 | <c8 | expected dtype bool, u1, u2, f2, f4 or f8",
        "(2, 2, 3) | (2, 9, 3) | expected 216 bytes of pixels for shape (2, 9, 3) of <f4, found 48",
        "(2, 2, 3) | (0, 2, 3) | expected 0 bytes of pixels",
        "(2, 2, 3) | (12, 1  ) | expected a shape of (T, H, W) or (T, H, W, C)",
        "(2, 2, 3) | (12,    ) | expected a shape of (T, H, W) or (T, H, W, C)",
        "NUMPY | NUMPI | expected",
      })
  void aFileThatIsNoSequenceIsRefused(String from, String to, String expected) {
    String file = new String(TWO.encode(), StandardCharsets.ISO_8859_1);
    byte[] changed = file.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> NpyFrames.decode(changed))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessageStartingWith(expected);
  }

  @Test
  void anEmptySequenceAndPixelsThatAreNotFiniteAndFilesCutShortAreRefused() {
    assertThatThrownBy(() -> NpyFrames.decode(file("<f4", "False", new byte[0])))
        .isInstanceOf(RefusedFrameException.class);
    String empty =
        new String(file("|u1", "False", new byte[0]), StandardCharsets.ISO_8859_1)
            .replace("(2, 2, 3)", "(0, 2, 3)");
    assertThatThrownBy(() -> NpyFrames.decode(empty.getBytes(StandardCharsets.ISO_8859_1)))
        .hasMessage("expected at least one frame of one pixel, found shape (0, 2, 3)");
    byte[] file = TWO.encode();
    byte[] nan = file.clone();
    nan[nan.length - 1] = 0x7f;
    nan[nan.length - 2] = (byte) 0xc0;
    assertThatThrownBy(() -> NpyFrames.decode(nan))
        .hasMessage("expected finite pixels, found NaN at row 1, column 2 of frame 1");
    ByteBuffer doubles = ByteBuffer.allocate(12 * Double.BYTES).putDouble(7 * Double.BYTES, 1e300);
    assertThatThrownBy(() -> NpyFrames.decode(file(">f8", "False", doubles.array())))
        .hasMessage(
            "expected pixels that a 32-bit float holds, found 1.0E300 at row 0, column 1 of frame 1");
    for (int length = 0; length < file.length; length += 7) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> NpyFrames.decode(cut))
          .as("%d bytes", length)
          .isInstanceOf(RefusedFrameException.class);
    }
  }
}
