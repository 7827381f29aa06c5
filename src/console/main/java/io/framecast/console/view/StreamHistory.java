package io.framecast.console.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history keeps the last pairs of one stream. */
final class StreamHistory {
  static final int MOST_PAIRS = 30;

  private final int n;
  private final String id;
  private final Deque<FramePair> pairs = new ArrayDeque<>();
  private @Nullable EncodedImage next;
  private int size;

  StreamHistory(int n, String id) {
    this.n = n;
    this.id = id;
  }

  int n() {
    return n;
  }

  String id() {
    return id;
  }

  /** Returns the prediction for the next frame, or null without one. */
  @Nullable EncodedImage next() {
    return next;
  }

  void add(FramePair pair, EncodedImage prediction) {
    next = prediction;
    pairs.addLast(pair);
    size += pair.size();
    if (pairs.size() > MOST_PAIRS) {
      dropOldest();
    }
  }

  /** Sets the score of a pair; returns whether the pair is here. */
  boolean setScore(int partition, long offset, @Nullable Double skill) {
    Deque<FramePair> later = new ArrayDeque<>();
    boolean found = false;
    while (!found && !pairs.isEmpty()) {
      FramePair pair = pairs.removeLast();
      found = pair.offset() == offset && pair.partition() == partition;
      later.addFirst(found ? pair.withSkill(skill) : pair);
    }
    pairs.addAll(later);
    return found;
  }

  /** Removes all but the newest pair. */
  void keepNewest() {
    while (pairs.size() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    size -= pairs.removeFirst().size();
  }

  @Nullable FramePair newest() {
    return pairs.peekLast();
  }

  /** Returns the pairs, oldest first. */
  List<FramePair> pairs() {
    return List.copyOf(pairs);
  }

  int size() {
    return size;
  }
}
