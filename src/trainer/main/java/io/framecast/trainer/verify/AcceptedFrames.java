package io.framecast.trainer.verify;

import java.util.Arrays;

/**
 * Lists the accepted frames that a state can be built from: those since the last reset of the
 * stream. It keeps only the offset and the filled frames of each, 16 bytes, since a stream may have
 * millions of frames; pixels are read from the log again.
 */
final class AcceptedFrames {

  private long[] offsets = new long[64];
  private long[] counts = new long[64]; // frames up to this one, filled ones included
  private int size;
  private boolean complete;

  AcceptedFrames(boolean complete) {
    this.complete = complete;
  }

  /**
   * Starts over with the frame that is added next.
   *
   * @param complete whether no frame came before it; otherwise the log may have lost some
   */
  void restart(boolean complete) {
    this.size = 0;
    this.complete = complete;
  }

  void add(long offset, int filled) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    offsets[size] = offset;
    counts[size] = (size == 0 ? 0 : counts[size - 1]) + filled + 1;
    size++;
  }

  /** Removes frame number {@code index}, and what was filled in before it. */
  void remove(int index) {
    long count = filled(index) + 1L;
    for (int i = index + 1; i < size; i++) {
      offsets[i - 1] = offsets[i];
      counts[i - 1] = counts[i] - count;
    }
    size--;
  }

  int size() {
    return size;
  }

  /** Whether no frame came before the first one. */
  boolean isComplete() {
    return complete;
  }

  long offset(int index) {
    return offsets[index];
  }

  int filled(int index) {
    return (int) (counts[index] - (index == 0 ? 0 : counts[index - 1]) - 1);
  }

  /** Returns how many frames a state has seen that starts from zero with this frame. */
  long countFrom(int index) {
    return counts[size - 1] - counts[index] + 1;
  }

  /**
   * Returns the frame with which a state must start to have seen so many frames after the last one.
   * What was filled in before it does not count, since a new state fills in nothing. If no frame
   * gives the number, it returns the newest that gives more, or -1 if all together give fewer.
   */
  int findStart(long count) {
    int found = Arrays.binarySearch(counts, 0, size, counts[size - 1] - count + 1);
    return found >= 0 ? found : -found - 2;
  }
}
