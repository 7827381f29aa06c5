package io.framecast.console.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history keeps the last pairs of one stream. */
final class StreamHistory {
  static final int MOST_PAIRS = 30;

  private final int n;
  private final StreamHistories.Key key;
  private final List<FramePair> pairs = new ArrayList<>();
  private @Nullable EncodedImage next;
  private int size;

  StreamHistory(int n, StreamHistories.Key key) {
    this.n = n;
    this.key = key;
  }

  int n() {
    return n;
  }

  StreamHistories.Key key() {
    return key;
  }

  /** Returns the prediction for the next frame, or null without one. */
  @Nullable EncodedImage next() {
    return next;
  }

  /** Returns the prediction of the frame after this one, or null if it is not here. */
  @Nullable EncodedImage next(long offset) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      if (pairs.get(i).offset() == offset) {
        return i == pairs.size() - 1 ? next : pairs.get(i + 1).predicted();
      }
    }
    return null;
  }

  /** Returns whether a frame is not older than those that are here. */
  boolean isRecent(long offset) {
    return !pairs.isEmpty() && offset >= pairs.get(0).offset();
  }

  void add(FramePair pair, EncodedImage prediction) {
    next = prediction;
    pairs.add(pair);
    size += pair.size();
    if (pairs.size() > MOST_PAIRS) {
      dropOldest();
    }
  }

  /** Sets the score of a pair; returns whether the pair is here. */
  boolean setScore(long offset, @Nullable Double skill) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      FramePair pair = pairs.get(i);
      if (pair.offset() == offset) {
        pairs.set(i, pair.withSkill(skill));
        return true;
      }
    }
    return false;
  }

  /** Removes all but the newest pair. */
  void keepNewest() {
    while (pairs.size() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    size -= pairs.remove(0).size();
  }

  @Nullable FramePair newest() {
    return pairs.isEmpty() ? null : pairs.get(pairs.size() - 1);
  }

  /** Returns the pairs, oldest first. */
  List<FramePair> pairs() {
    return List.copyOf(pairs);
  }

  int size() {
    return size;
  }
}
