package io.framecast.trainer.clips;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedClipSamplerTest {
  private static final long PLENTY = 1 << 20;

  @Test
  void aStreamWithManyClipsDoesNotOutweighTheOthers() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(30, PLENTY);
    for (int n = 0; n < 1_000; n++) {
      clips.add(clip("busy", n, true, 12));
      if (n % 100 == 0) {
        clips.add(clip("a", n, true, 12));
        clips.add(clip("b", n, true, 12));
      }
    }
    assertThat(counts(sampler.sample(clips))).isEqualTo(Map.of("busy", 10, "a", 10, "b", 10));
  }

  @Test
  void aStreamHasAtMostTwiceAsManyClipsAsTheMedianStream() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(10_000, PLENTY);
    for (int n = 0; n < 1_000; n++) {
      clips.add(clip("busy", n, true, 12));
    }
    for (int n = 0; n < 4; n++) {
      clips.add(clip("a", n, true, 12));
      clips.add(clip("b", n, true, 12));
    }
    assertThat(counts(sampler.sample(clips))).isEqualTo(Map.of("busy", 8, "a", 4, "b", 4));
  }

  @Test
  void keepsTheNewestClipsInTheirOrder() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(3, PLENTY);
    IntStream.range(0, 9).forEach(n -> clips.add(clip("a", n, true, 12)));
    assertThat(sampler.sample(clips))
        .extracting(clip -> clip.first().offset())
        .containsExactly(6L, 7L, 8L);
  }

  @Test
  void leavesOutClipsWithoutMotion() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(10, PLENTY);
    clips.add(clip("a", 1, false, 12));
    clips.add(clip("a", 2, true, 12));
    assertThat(sampler.sample(clips)).hasSize(1);
  }

  @Test
  void takesOnlyTheMostFrequentSize() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(10, PLENTY);
    clips.add(clip("a", 1, true, 20));
    clips.add(clip("b", 1, true, 12));
    clips.add(clip("b", 2, true, 12));
    assertThat(sampler.sample(clips)).extracting(IndexedClip::width).containsOnly(12);
  }

  @Test
  void keepsNoMoreBytesThanAllowed() {
    List<IndexedClip> clips = new ArrayList<>();
    BalancedClipSampler sampler = new BalancedClipSampler(10, 250);
    IntStream.range(0, 9).forEach(n -> clips.add(clip("a", n, true, 12)));
    assertThat(sampler.sample(clips)).hasSize(2); // of 100 bytes each
  }

  @Test
  void returnsNothingForNoClips() {
    assertThat(new BalancedClipSampler(10, PLENTY).sample(List.of())).isEmpty();
  }

  private static Map<String, Integer> counts(List<IndexedClip> clips) {
    return clips.stream()
        .collect(Collectors.groupingBy(IndexedClip::stream, Collectors.summingInt(clip -> 1)));
  }

  private static IndexedClip clip(String stream, int n, boolean moves, int width) {
    return new IndexedClip(stream, "frames", 0, List.of((long) n), 8, width, 100, moves);
  }
}
