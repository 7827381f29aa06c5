package io.framecast.predictor.streams;

import io.framecast.predictor.streams.CommitMetadata.SkippedRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Tracks the frames of a partition whose predictions were withheld under overload. A replay must
 * know them: the frame after such a frame has no score.
 */
final class SkippedOffsets {

  /** Beyond this number, the two earliest ranges become one. */
  private static final int MAX_RANGES = 8;

  private final Deque<SkippedRange> ranges = new ArrayDeque<>();
  private boolean isOpen;

  /** Replaces all ranges by those that an earlier owner committed. */
  void restore(List<SkippedRange> committed) {
    ranges.clear();
    ranges.addAll(committed);
    isOpen = false;
  }

  /** Adds the next record, whose prediction is withheld. */
  void add(long offset) {
    SkippedRange last = isOpen ? ranges.removeLast() : null;
    ranges.addLast(new SkippedRange(last == null ? offset : last.first(), offset));
    isOpen = true;
    if (ranges.size() > MAX_RANGES) {
      SkippedRange earliest = ranges.removeFirst();
      ranges.addFirst(new SkippedRange(earliest.first(), ranges.removeFirst().last()));
    }
  }

  /** Ends the current range: the next record's prediction is published. */
  void endRange() {
    isOpen = false;
  }

  boolean contains(long offset) {
    return ranges.stream().anyMatch(range -> range.first() <= offset && offset <= range.last());
  }

  /** Returns the ranges, without those that end before this offset, which it forgets. */
  List<SkippedRange> from(long offset) {
    while (!ranges.isEmpty() && ranges.getFirst().last() < offset) {
      ranges.removeFirst();
      isOpen &= !ranges.isEmpty();
    }
    return List.copyOf(ranges);
  }
}
