package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.predictor.streams.CommitMetadata.SkippedRange;
import io.framecast.predictor.streams.CommitMetadata.UnsavedStream;
import io.framecast.predictor.streams.CommitMetadata.UnsavedStreams;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay=17 streams=3",
        "replay=17 streams=3 unsaved=",
        "replay=17 streams=3 unsaved=17:9a8b7c6d,30:0",
        "replay=17 streams=3 unsaved=17:9a8b7c6d+",
        "replay=17 streams=3 skipped=20-29,40-40",
        "replay=17 streams=3 unsaved=17:9a8b7c6d skipped=20-29 horizons=5",
        "replay=17 streams=3 horizons=100",
        "replay=0 streams=0 unsaved=0:ffffffff+ skipped=0-999999999999999999"
      })
  void writesWhatItReads(String text) {
    assertThat(CommitMetadata.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "null",
        "replay=-1 streams=3",
        "replay=17",
        "replay=17 streams=3 unsaved=17",
        "replay=17 streams=3 unsaved=:",
        "replay=17 streams=3 unsaved=1:123456789",
        "replay=17 streams=3 unsaved=1:1,,2:2",
        "replay=17 streams=3 skipped=1",
        "replay=17 streams=3 skipped=-",
        "replay=17 streams=3 skipped=1-99999999999999999999",
        "replay=17 streams=3 horizons=0",
        "replay=17 streams=3 horizons=1000",
        "replay=17 streams=3 more=5"
      })
  void anyOtherTextIsUnknown(String text) {
    assertThat(CommitMetadata.parse(text)).isEqualTo(new CommitMetadata(-1, 0, null, List.of(), 0));
  }

  @Test
  void tellsWhichStreamsMayNeedFramesThatAreGone() {
    UnsavedStreams two =
        new UnsavedStreams(
            List.of(new UnsavedStream(10, "a".hashCode()), new UnsavedStream(20, "b".hashCode())),
            true);
    assertThat(two.mayNeedBefore(11, "a")).isTrue();
    assertThat(two.mayNeedBefore(11, "b")).isFalse();
    assertThat(two.mayNeedBefore(11, "c")).isFalse();
    assertThat(two.mayNeedBefore(21, "c")).as("there are others after offset 20").isTrue();
    assertThat(new UnsavedStreams(two.first(), false).mayNeedBefore(21, "c")).isFalse();
    assertThat(new UnsavedStreams(List.of(), false).mayNeedBefore(21, "c")).isFalse();
  }

  /** A broker refuses a transaction whose metadata is longer than its default limit. */
  @Test
  void isNeverLongerThanABrokerTakes() {
    long huge = Long.MAX_VALUE / 10;
    List<UnsavedStream> unsaved =
        LongStream.range(0, DirtyStreams.MAX_FIRST)
            .mapToObj(i -> new UnsavedStream(huge + i, -1 - (int) i))
            .toList();
    List<SkippedRange> skipped =
        LongStream.range(0, SkippedOffsets.MAX_RANGES)
            .mapToObj(i -> new SkippedRange(huge + 3 * i, huge + 3 * i + 1))
            .toList();
    CommitMetadata metadata =
        new CommitMetadata(huge, huge, new UnsavedStreams(unsaved, true), skipped, 100);
    assertThat(metadata.toString()).hasSizeLessThan(4096);
    assertThat(CommitMetadata.parse(metadata.toString())).isEqualTo(metadata);
  }

  @Test
  void holdsRangesOfSkippedOffsetsAndNoOtherOffset() {
    SkippedOffsets skipped = new SkippedOffsets();
    skipped.tryAdd(180);
    skipped.tryAdd(183);
    skipped.endRange();
    assertThat(skipped.contains(181)).isTrue();
    assertThat(skipped.contains(184)).isFalse();
    assertThat(skipped.from(183)).containsExactly(new SkippedRange(180, 183));
    assertThat(skipped.from(184)).isEmpty();
    skipped.tryAdd(190);
    assertThat(skipped.from(0)).containsExactly(new SkippedRange(190, 190));
  }

  /** A prediction between two ranges was published; after a restart its frame must be scored. */
  @Test
  void skipsNoMoreFramesThanTheMetadataCanName() {
    SkippedOffsets skipped = new SkippedOffsets();
    long huge = Long.MAX_VALUE / 10;
    long offset = huge;
    while (skipped.tryAdd(offset)) {
      assertThat(skipped.tryAdd(offset + 1)).as("the same range").isTrue();
      skipped.endRange();
      offset += 3;
    }
    List<SkippedRange> ranges = skipped.from(0);
    assertThat(ranges).hasSize(SkippedOffsets.MAX_RANGES);
    assertThat(skipped.contains(huge + 2)).isFalse();
    CommitMetadata metadata = new CommitMetadata(huge, 3, null, ranges, 1);
    assertThat(CommitMetadata.parse(metadata.toString())).isEqualTo(metadata);
    assertThat(skipped.from(huge + 2)).hasSize(SkippedOffsets.MAX_RANGES - 1);
    assertThat(skipped.tryAdd(offset)).as("after a checkpoint").isTrue();
  }
}
