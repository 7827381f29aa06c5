package io.framecast.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.Configuration;
import io.framecast.squares.Clip;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SquaresBatchesTest {

  private static final int CLIP = 15 * 1600;

  @Test
  void aBatchIsClipsThenStreamsAndStreamsGoOn() {
    SquaresBatches curriculum = new SquaresBatches(Configuration.keras(), 3, 2, 1, Clip.FRAMES, 1);
    Batch first = curriculum.next();
    Batch second = curriculum.next();
    assertThat(first.shape()).containsExactly(3, 15, 40, 40, 1);
    assertThat(first.fresh()).containsExactly(true, true, true);
    assertThat(second.fresh()).startsWith(true, true);
    if (!second.fresh()[2]) {
      float[] last = Arrays.copyOfRange(first.targets(), 3 * CLIP - 1600, 3 * CLIP);
      float[] next = Arrays.copyOfRange(second.frames(), 2 * CLIP, 2 * CLIP + 1600);
      assertThat(next).containsExactly(last, within(0.71f)); // the same frame, up to its noise
      int different = 0;
      for (int k = 0; k < 1600; k++) {
        different += (last[k] > 0.5) == (next[k] > 0.5) ? 0 : 1;
      }
      assertThat(different).isLessThan(20);
    }
  }

  @Test
  void everySecondSequenceIsQuantizedAsAPng() {
    float[] frames =
        new SquaresBatches(Configuration.keras(), 3, 8, 0, Clip.FRAMES, 1).next().frames();
    for (int i = 0; i < 8; i++) {
      boolean negative = false;
      for (int k = i * CLIP; k < (i + 1) * CLIP; k++) {
        negative |= frames[k] < 0;
        if (i % 2 == 0) {
          assertThat(frames[k] * 255).isCloseTo(Math.round(frames[k] * 255), within(1e-4f));
        }
      }
      assertThat(negative).as("sequence %d", i).isEqualTo(i % 2 == 1);
    }
  }

  @Test
  void clipsAreNeverDrawnTwice() {
    SquaresBatches curriculum = new SquaresBatches(Configuration.keras(), 3, 1, 0, Clip.FRAMES, 1);
    float[] first = curriculum.next().targets();
    for (int n = 0; n < 20; n++) {
      assertThat(curriculum.next().targets()).isNotEqualTo(first);
    }
    assertThat(new SquaresBatches(Configuration.keras(), 3, 1, 0, Clip.FRAMES, 1).next().targets())
        .isEqualTo(first);
  }
}
