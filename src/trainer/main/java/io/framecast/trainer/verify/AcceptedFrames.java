package io.framecast.trainer.verify;

import java.util.Arrays;

/**
 * The accepted frames that a state can have been built from: those since the stream last started
 * afresh. Of each no more is kept than where it stands and what was filled in before it, 16 bytes,
 * since a stream may go on for millions of frames; its pixels are read from the log again.
 */
final class AcceptedFrames {

  private long[] offsets = new long[64];
  private long[] counts = new long[64]; // frames up to this one, filled ones included
  private int size;
  private boolean whole;

  AcceptedFrames(boolean whole) {
    this.whole = whole;
  }

  /**
   * Begins with what is added next.
   *
   * @param whole whether nothing came before that; if not, the log may have lost it
   */
  void begin(boolean whole) {
    this.size = 0;
    this.whole = whole;
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

  /** Takes back what was added as number {@code index}, and what was filled in before it. */
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

  /** Whether no frame before the first one belongs to it. */
  boolean whole() {
    return whole;
  }

  long offset(int index) {
    return offsets[index];
  }

  int filled(int index) {
    return (int) (counts[index] - (index == 0 ? 0 : counts[index - 1]) - 1);
  }

  /** Frames that a state from zero has seen when it began with this one and went on to the last. */
  long countFrom(int index) {
    return counts[size - 1] - counts[index] + 1;
  }

  /**
   * With which one a state must begin to have seen so many frames after the last; what was filled
   * in before that one does not count, for a new state has nothing to fill in. Where none gives the
   * number, the newest that gives more, or -1 where all together give fewer.
   */
  int startOf(long count) {
    int found = Arrays.binarySearch(counts, 0, size, counts[size - 1] - count + 1);
    return found >= 0 ? found : -found - 2;
  }
}
