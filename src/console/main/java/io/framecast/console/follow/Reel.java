package io.framecast.console.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last shots of one stream. */
final class Reel {
  static final int SHOTS = 30;

  private final int n;
  private final String id;
  private final Deque<Shot> shots = new ArrayDeque<>();
  private @Nullable Picture next;
  private int size;

  Reel(int n, String id) {
    this.n = n;
    this.id = id;
  }

  int n() {
    return n;
  }

  String id() {
    return id;
  }

  /** What is predicted for the frame that comes next; null where nothing is. */
  @Nullable Picture next() {
    return next;
  }

  void add(Shot shot, Picture prediction) {
    next = prediction;
    shots.addLast(shot);
    size += shot.size();
    if (shots.size() > SHOTS) {
      dropOldest();
    }
  }

  /** The score of one of the last shots has come; whether it is here. */
  boolean score(int partition, long offset, @Nullable Double skill) {
    Deque<Shot> later = new ArrayDeque<>();
    boolean found = false;
    while (!found && !shots.isEmpty()) {
      Shot shot = shots.removeLast();
      found = shot.offset() == offset && shot.partition() == partition;
      later.addFirst(found ? shot.scored(skill) : shot);
    }
    shots.addAll(later);
    return found;
  }

  /** All but the newest one are gone. */
  void shorten() {
    while (shots.size() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    size -= shots.removeFirst().size();
  }

  @Nullable Shot newest() {
    return shots.peekLast();
  }

  /** The oldest first. */
  List<Shot> shots() {
    return List.copyOf(shots);
  }

  int size() {
    return size;
  }
}
