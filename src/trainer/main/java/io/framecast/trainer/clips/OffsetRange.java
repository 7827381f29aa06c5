package io.framecast.trainer.clips;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A range of offsets of one partition of the frames topic.
 *
 * @param from offset of its first record
 * @param to offset after its last one
 */
public record OffsetRange(
    @JsonProperty(required = true) int partition,
    @JsonProperty(required = true) long from,
    @JsonProperty(required = true) long to) {

  /** Throws {@link IllegalArgumentException} for an impossible range. */
  public OffsetRange {
    if (partition < 0 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected offsets from 0 up, found partition %d from %d to %d",
              partition,
              from,
              to));
    }
  }

  long length() {
    return to - from;
  }

  /** Returns the shortest ranges that hold every frame of these clips of one partition. */
  static List<OffsetRange> covering(int partition, List<IndexedClip> clips) {
    List<IndexedClip> sorted = new ArrayList<>(clips);
    sorted.sort(Comparator.comparingLong(clip -> clip.first().offset()));
    List<OffsetRange> ranges = new ArrayList<>();
    for (IndexedClip clip : sorted) {
      long from = clip.first().offset();
      long to = clip.last().offset() + 1;
      OffsetRange before = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (before != null && from <= before.to) {
        ranges.set(
            ranges.size() - 1, new OffsetRange(partition, before.from, Math.max(to, before.to)));
      } else {
        ranges.add(new OffsetRange(partition, from, to));
      }
    }
    return ranges;
  }
}
