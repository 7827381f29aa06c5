package io.framecast.console.follow;

import io.framecast.topics.Source;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What waits for its counterpart in another topic; what has waited longest goes for others. */
final class Waiting<T> {
  private final long most;
  private final ToLongFunction<T> size;
  private final Map<Source, T> waiting = new LinkedHashMap<>();
  private long held;

  /**
   * Nothing yet.
   *
   * @param most of what the sizes add up to
   */
  Waiting(long most, ToLongFunction<T> size) {
    this.most = most;
    this.size = size;
  }

  void put(Source source, T thing) {
    remove(source);
    waiting.put(source, thing);
    held += size.applyAsLong(thing);
    Iterator<T> oldest = waiting.values().iterator();
    while (held > most && oldest.hasNext()) {
      held -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
  }

  @Nullable T remove(Source source) {
    T thing = waiting.remove(source);
    if (thing != null) {
      held -= size.applyAsLong(thing);
    }
    return thing;
  }
}
