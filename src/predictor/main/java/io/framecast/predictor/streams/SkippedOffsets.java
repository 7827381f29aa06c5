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

  /** As many as the metadata of a committed offset holds. */
  static final int MAX_RANGES = 24;

  private final Deque<SkippedRange> ranges = new ArrayDeque<>();
  private boolean isOpen;

  /** Replaces all ranges by those that an earlier owner committed. */
  void restore(List<SkippedRange> committed) {
    ranges.clear();
    ranges.addAll(committed);
    isOpen = false;
  }

  /**
   * Adds the next record, whose prediction is then withheld. Returns false if it would need one
   * more range than the metadata holds; its prediction must be published.
   */
  boolean tryAdd(long offset) {
    if (!isOpen && ranges.size() >= MAX_RANGES) {
      return false;
    }
    long first = isOpen ? ranges.removeLast().first() : offset;
    ranges.addLast(new SkippedRange(first, offset));
    isOpen = true;
    return true;
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
