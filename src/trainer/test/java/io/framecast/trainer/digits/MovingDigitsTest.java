package io.framecast.trainer.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import io.framecast.trainer.files.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingDigitsTest {
  private static final long SEED = 5;

  @TempDir private Path folder;

  private Path file(int magic, int count, int rows, int bytes) throws IOException {
    return RingImages.write(folder.resolve("digits"), magic, count, rows, bytes);
  }

  private DigitImages images() throws IOException {
    return DigitImages.read(RingImages.write(folder.resolve("digits"), 3));
  }

  @Test
  void twoDigitsMoveAtThreeToFivePixelsAFrame() throws IOException {
    MovingDigits digits = new MovingDigits(images(), SEED);
    Clip clip = digits.clip(4, 20);
    assertThat(clip.length()).isEqualTo(20);
    assertThat(clip.targets().get(0).pixels()).isEqualTo(clip.noisy().get(1).pixels());
    for (Frame frame : clip.noisy()) {
      assertThat(frame.height()).isEqualTo(64);
      assertThat(frame.width()).isEqualTo(64);
    }
    int changed = 0;
    for (int t = 1; t < 20; t++) {
      changed += Arrays.equals(pixels(clip, t), pixels(clip, t - 1)) ? 0 : 1;
    }
    assertThat(changed).as("frames that differ from the one before, seed %d", SEED).isEqualTo(19);
  }

  @Test
  void aNumberAlwaysGivesTheSameClipAndAnotherOneAnother() throws IOException {
    MovingDigits digits = new MovingDigits(images(), SEED);
    MovingDigits again = new MovingDigits(images(), SEED);
    float[] last = pixels(digits.clip(7, 5), 4);
    assertThat(pixels(again.clip(7, 5), 4)).isEqualTo(last);
    assertThat(pixels(digits.clip(8, 5), 4)).isNotEqualTo(last);
    assertThat(pixels(new MovingDigits(images(), SEED + 1).clip(7, 5), 4)).isNotEqualTo(last);
  }

  private static float[] pixels(Clip clip, int frame) {
    return clip.noisy().get(frame).pixels();
  }

  @Test
  void aDigitIsReflectedAtTheBorder() {
    assertThat(MovingDigits.bounce(-3)).isCloseTo(3, within(1e-9));
    assertThat(MovingDigits.bounce(36)).isCloseTo(36, within(1e-9));
    assertThat(MovingDigits.bounce(40)).isCloseTo(32, within(1e-9));
    assertThat(MovingDigits.bounce(75)).isCloseTo(3, within(1e-9));
    assertThat(MovingDigits.bounce(-75)).isCloseTo(3, within(1e-9));
  }

  @Test
  void refusesFilesThatHoldNoDigits() throws IOException {
    assertThatThrownBy(() -> DigitImages.read(folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("expected images in the IDX format");
    assertThatThrownBy(() -> DigitImages.read(file(2049, 3, 28, 3)))
        .hasMessageContaining("expected an IDX file of images");
    assertThatThrownBy(() -> DigitImages.read(file(2051, 3, 27, 784)))
        .hasMessageContaining("expected images of 28x28, found 3 images of 27x28");
    assertThatThrownBy(() -> DigitImages.read(file(2051, 3, 28, 784)))
        .hasMessageContaining("expected 2368 bytes for 3 images, found 800 bytes");
    assertThatThrownBy(() -> DigitImages.read(Files.write(folder.resolve("short"), new byte[3])))
        .hasMessageContaining("expected an IDX file of images");
    assertThatThrownBy(() -> DigitImages.read(file(2051, Integer.MAX_VALUE, 28, 784)))
        .hasMessageContaining("for 2147483647 images, found 800 bytes");
  }
}
