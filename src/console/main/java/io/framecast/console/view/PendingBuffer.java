package io.framecast.console.view;

import io.framecast.topics.RecordPosition;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The buffer keeps records until their counterpart arrives; it evicts the oldest ones. */
final class PendingBuffer<T> {
  private final long most;
  private final ToLongFunction<T> size;
  private final Map<RecordPosition, T> waiting = new LinkedHashMap<>();
  private long held;

  /**
   * Starts empty.
   *
   * @param most the largest sum of sizes
   */
  PendingBuffer(long most, ToLongFunction<T> size) {
    this.most = most;
    this.size = size;
  }

  void put(RecordPosition source, T thing) {
    remove(source);
    waiting.put(source, thing);
    held += size.applyAsLong(thing);
    Iterator<T> oldest = waiting.values().iterator();
    while (held > most && oldest.hasNext()) {
      held -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
  }

  @Nullable T remove(RecordPosition source) {
    T thing = waiting.remove(source);
    if (thing != null) {
      held -= size.applyAsLong(thing);
    }
    return thing;
  }
}
