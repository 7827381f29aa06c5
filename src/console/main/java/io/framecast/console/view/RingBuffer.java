package io.framecast.console.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** The ring buffer keeps the newest items, each with its own serial. */
final class RingBuffer<T> {
  private final int most;
  private final Deque<T> things = new ArrayDeque<>();
  private long serial;

  RingBuffer(int most) {
    this.most = most;
  }

  /** Adds the item that this function creates from its serial. */
  void add(LongFunction<T> item) {
    things.addLast(item.apply(++serial));
    if (things.size() > most) {
      things.removeFirst();
    }
  }

  /** Returns the serial of the newest item, which is the number of items ever added. */
  long serial() {
    return serial;
  }

  /** Returns the items after this serial, oldest first. */
  List<T> since(long known) {
    if (known >= serial) {
      return List.of(); // the usual case, ten times a second for each browser
    }
    List<T> all = all();
    return all.subList((int) Math.max(0, all.size() - (serial - known)), all.size());
  }

  /** Returns all items, oldest first. */
  List<T> all() {
    return List.copyOf(things);
  }
}
