package io.framecast.trainer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSequenceTest {

  private static final FrameSequence TWO =
      new FrameSequence(
          List.of(
              new Frame(2, 3, 1, new float[] {0, 1, 2, 3, 4, 5}),
              new Frame(2, 3, 1, new float[] {6, 7, 8, 9, 10, 11})),
          false);

  @Test
  void whatIsWrittenIsReadBack() {
    FrameSequence read = FrameSequence.parse(TWO.toBytes(), "x");
    assertThat(read.withChannels()).isFalse();
    assertThat(read.frames()).hasSize(2);
    assertThat(read.frames().get(1).pixels()).isEqualTo(TWO.frames().get(1).pixels());
    assertThat(read.frames().get(1).width()).isEqualTo(3);
    Frame colour = new Frame(1, 2, 3, new float[6]);
    byte[] four = new FrameSequence(List.of(colour), true).toBytes();
    assertThat(FrameSequence.parse(four, "x").frames().get(0).channels()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<f4 | <f8 | expected '<f4' in C order",
        "False | True  | expected '<f4' in C order",
        "(2, 2, 3) | (2, 9, 3) | expected 216 bytes of pixels, found 48",
        "(2, 2, 3) | (0, 2, 3) | expected sides of 1 to 1000000",
        "(2, 2, 3) | (12, 1  ) | expected a shape of (T, H, W) or (T, H, W, C)",
        "NUMPY | NUMPI | expected a .npy file",
      })
  void aFileThatIsNoSequenceIsRefused(String from, String to, String expected) {
    String file = new String(TWO.toBytes(), StandardCharsets.ISO_8859_1);
    byte[] changed = file.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> FrameSequence.parse(changed, "in.npy"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("in.npy: expected")
        .hasMessageContaining(expected);
  }

  @Test
  void pixelsThatAreNotFiniteAndFilesCutShortAreRefused() {
    byte[] file = TWO.toBytes();
    byte[] nan = file.clone();
    nan[nan.length - 1] = 0x7f;
    nan[nan.length - 2] = (byte) 0xc0;
    assertThatThrownBy(() -> FrameSequence.parse(nan, "in.npy"))
        .hasMessage("in.npy: expected finite pixels, found NaN in frame 1");
    for (int length = 0; length < file.length; length += 7) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> FrameSequence.parse(cut, "in.npy"))
          .as("%d bytes", length)
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
