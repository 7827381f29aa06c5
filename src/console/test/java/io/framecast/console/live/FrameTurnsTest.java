package io.framecast.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.console.view.EncodedImage;
import io.framecast.console.view.FramePair;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameTurnsTest {
  private static final int STREAMS = 10;
  private static final int THIRD = FrameTurns.MOST_CHARACTERS / 3;

  private final FrameTurns turns =
      new FrameTurns(IntStream.rangeClosed(1, STREAMS).boxed().toList());

  @Test
  void boundsTheImagesOfAnEvent() {
    List<FramePair> event = turns.next(n -> pair(n, 1, THIRD));
    assertThat(event).extracting(FramePair::n).containsExactly(1, 2, 3);
    assertThat(event.stream().mapToInt(FramePair::size).sum())
        .isLessThanOrEqualTo(FrameTurns.MOST_CHARACTERS);
  }

  /** All streams have a new frame each time, more than an event holds. */
  @Test
  void givesEachStreamItsTurn() {
    List<Integer> seen = new ArrayList<>();
    for (int event = 1; event <= 4; event++) {
      long serial = event;
      turns.next(n -> pair(n, serial, THIRD)).forEach(pair -> seen.add(pair.n()));
    }
    assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2);
  }

  @Test
  void returnsALargePairAlone() {
    assertThat(turns.next(n -> pair(n, 1, 2 * FrameTurns.MOST_CHARACTERS)))
        .extracting(FramePair::n)
        .containsExactly(1);
    assertThat(turns.next(n -> pair(n, 1, 10))).hasSize(STREAMS - 1);
  }

  @Test
  void returnsAPairOnce() {
    assertThat(turns.next(n -> n == 4 ? pair(n, 7, 10) : null)).hasSize(1);
    assertThat(turns.next(n -> n == 4 ? pair(n, 7, 10) : null)).isEmpty();
    assertThat(turns.next(n -> n == 4 ? pair(n, 8, 10) : null)).hasSize(1);
  }

  private static FramePair pair(int n, long serial, int size) {
    EncodedImage frame = new EncodedImage("image/png", "x".repeat(size));
    return new FramePair(n, serial, 0, 0, serial, null, "v", 1, null, 1, frame, null);
  }
}
