package io.framecast.console.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** The newest things of a kind, each with a serial of its own. */
final class Ring<T> {
  private final int most;
  private final Deque<T> things = new ArrayDeque<>();
  private long serial;

  Ring(int most) {
    this.most = most;
  }

  /** One more, made with its serial. */
  void add(LongFunction<T> thing) {
    things.addLast(thing.apply(++serial));
    if (things.size() > most) {
      things.removeFirst();
    }
  }

  /** The serial of the newest, which is how many there ever were. */
  long serial() {
    return serial;
  }

  /** Those that are newer than a serial, the oldest first. */
  List<T> since(long known) {
    if (known >= serial) {
      return List.of(); // the usual answer, ten times a second for each browser
    }
    List<T> all = all();
    return all.subList((int) Math.max(0, all.size() - (serial - known)), all.size());
  }

  /** All that are kept, the oldest first. */
  List<T> all() {
    return List.copyOf(things);
  }
}
