package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.squares.HashRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedFramesTest {

  @Test
  void findsTheStartAsByCountingBackFrameByFrame() {
    for (long seed = 0; seed < 50; seed++) {
      AcceptedFrames accepted = new AcceptedFrames(false);
      List<Integer> filled = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        int fill = Math.max(0, HashRandom.below(HashRandom.at(seed, i), 9) - 4);
        accepted.add(10 + 3L * i, fill);
        filled.add(fill);
        if (i % 40 == 39) {
          int gone = HashRandom.below(HashRandom.at(seed, -i), filled.size());
          accepted.remove(gone);
          filled.remove(gone);
        }
      }
      assertThat(accepted.size()).as("seed " + seed).isEqualTo(filled.size());
      int newest = filled.size() - 1;
      long count = 1;
      for (int start = newest; start >= 0; start--) {
        assertThat(accepted.filled(start)).as("seed " + seed).isEqualTo(filled.get(start));
        assertThat(accepted.countFrom(start)).as("seed " + seed).isEqualTo(count);
        assertThat(accepted.findStart(count)).as("seed " + seed).isEqualTo(start);
        for (int more = 1; more <= filled.get(start); more++) {
          int before = start - 1;
          assertThat(accepted.findStart(count + more)).as("seed " + seed).isEqualTo(before);
        }
        count += filled.get(start) + 1;
      }
      assertThat(accepted.findStart(count + 1)).as("seed " + seed).isEqualTo(-1);
    }
  }

  @Test
  void aRestartForgetsEarlierFrames() {
    AcceptedFrames accepted = new AcceptedFrames(false);
    accepted.add(3, 0);
    assertThat(accepted.isComplete()).isFalse();
    accepted.restart(true);
    accepted.add(8, 2);
    assertThat(accepted.isComplete()).isTrue();
    assertThat(accepted.size()).isEqualTo(1);
    assertThat(accepted.offset(0)).isEqualTo(8);
    assertThat(accepted.findStart(1)).isZero();
    assertThat(accepted.findStart(2)).isEqualTo(-1);
  }
}
