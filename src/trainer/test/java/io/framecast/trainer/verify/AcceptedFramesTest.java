package io.framecast.trainer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.squares.Draws;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedFramesTest {

  @Test
  void whereAStateMustBeginIsFoundAsByCountingBackFrameByFrame() {
    for (long seed = 0; seed < 50; seed++) {
      AcceptedFrames lineage = new AcceptedFrames(false);
      List<Integer> filled = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        int fill = Math.max(0, Draws.below(Draws.at(seed, i), 9) - 4);
        lineage.add(10 + 3L * i, fill);
        filled.add(fill);
        if (i % 40 == 39) {
          int gone = Draws.below(Draws.at(seed, -i), filled.size());
          lineage.remove(gone);
          filled.remove(gone);
        }
      }
      assertThat(lineage.size()).as("seed " + seed).isEqualTo(filled.size());
      int newest = filled.size() - 1;
      long count = 1;
      for (int start = newest; start >= 0; start--) {
        assertThat(lineage.filled(start)).as("seed " + seed).isEqualTo(filled.get(start));
        assertThat(lineage.countFrom(start)).as("seed " + seed).isEqualTo(count);
        assertThat(lineage.startOf(count)).as("seed " + seed).isEqualTo(start);
        for (int more = 1; more <= filled.get(start); more++) {
          int before = start - 1;
          assertThat(lineage.startOf(count + more)).as("seed " + seed).isEqualTo(before);
        }
        count += filled.get(start) + 1;
      }
      assertThat(lineage.startOf(count + 1)).as("seed " + seed).isEqualTo(-1);
    }
  }

  @Test
  void aStreamThatStartsAfreshHasNothingBefore() {
    AcceptedFrames lineage = new AcceptedFrames(false);
    lineage.add(3, 0);
    assertThat(lineage.whole()).isFalse();
    lineage.begin(true);
    lineage.add(8, 2);
    assertThat(lineage.whole()).isTrue();
    assertThat(lineage.size()).isEqualTo(1);
    assertThat(lineage.offset(0)).isEqualTo(8);
    assertThat(lineage.startOf(1)).isZero();
    assertThat(lineage.startOf(2)).isEqualTo(-1);
  }
}
