package io.framecast.trainer.clips;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Source;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedClipSamplerTest {
  private static final long PLENTY = 1 << 20;

  @Test
  void aStreamThatShoutsDoesNotOutweighTheOthers() {
    BalancedClipSampler harvest = new BalancedClipSampler(30, PLENTY);
    for (int n = 0; n < 1_000; n++) {
      harvest.accept(clip("shouting", n, true, 12));
      if (n % 100 == 0) {
        harvest.accept(clip("a", n, true, 12));
        harvest.accept(clip("b", n, true, 12));
      }
    }
    assertThat(counts(harvest)).isEqualTo(Map.of("shouting", 10, "a", 10, "b", 10));
  }

  @Test
  void evenWhereThereAreFewItHasAtMostTwiceAsManyAsTheOneInTheMiddle() {
    BalancedClipSampler harvest = new BalancedClipSampler(10_000, PLENTY);
    for (int n = 0; n < 1_000; n++) {
      harvest.accept(clip("shouting", n, true, 12));
    }
    for (int n = 0; n < 4; n++) {
      harvest.accept(clip("a", n, true, 12));
      harvest.accept(clip("b", n, true, 12));
    }
    assertThat(counts(harvest)).isEqualTo(Map.of("shouting", 8, "a", 4, "b", 4));
  }

  @Test
  void theNewestStayInTheirOrder() {
    BalancedClipSampler harvest = new BalancedClipSampler(3, PLENTY);
    IntStream.range(0, 9).forEach(n -> harvest.accept(clip("a", n, true, 12)));
    assertThat(harvest.clips())
        .extracting(clip -> clip.first().offset())
        .containsExactly(6L, 7L, 8L);
  }

  @Test
  void clipsInWhichNothingMovesAreCountedAndLeftOut() {
    BalancedClipSampler harvest = new BalancedClipSampler(10, PLENTY);
    harvest.accept(clip("a", 1, false, 12));
    harvest.accept(clip("a", 2, true, 12));
    assertThat(harvest.clips()).hasSize(1);
    assertThat(harvest.still()).isEqualTo(1);
  }

  @Test
  void onlyTheMostFrequentSizeIsTaken() {
    BalancedClipSampler harvest = new BalancedClipSampler(10, PLENTY);
    harvest.accept(clip("a", 1, true, 20));
    harvest.accept(clip("b", 1, true, 12));
    harvest.accept(clip("b", 2, true, 12));
    assertThat(harvest.clips()).extracting(LoggedClip::width).containsOnly(12);
  }

  @Test
  void noMoreBytesAreKeptThanAreAllowed() {
    BalancedClipSampler harvest = new BalancedClipSampler(10, 250);
    IntStream.range(0, 9).forEach(n -> harvest.accept(clip("a", n, true, 12)));
    assertThat(harvest.clips()).hasSize(2); // of 100 bytes each
  }

  @Test
  void nothingGivesNothing() {
    assertThat(new BalancedClipSampler(10, PLENTY).clips()).isEmpty();
  }

  private static Map<String, Integer> counts(BalancedClipSampler harvest) {
    return harvest.clips().stream()
        .collect(Collectors.groupingBy(LoggedClip::stream, Collectors.summingInt(clip -> 1)));
  }

  private static LoggedClip clip(String stream, int n, boolean moves, int width) {
    Source first = new Source("frames", 0, n);
    return new LoggedClip(
        stream,
        first,
        first,
        8,
        width,
        moves,
        List.of(new LoggedClip.EncodedFrame(new byte[100], null)));
  }
}
