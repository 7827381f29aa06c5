package io.framecast.console.live;

import io.framecast.console.view.FramePair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Selects the pairs that a browser gets next. An event is limited in size, and streams that do not
 * fit into it are the first ones of the next event. For one thread at a time.
 */
final class FrameTurns {
  /** The most characters of images in an event with more than one pair. */
  static final int MOST_CHARACTERS = 2 << 20;

  private final List<Integer> subscribed;
  private final Map<Integer, Long> shown = new HashMap<>();
  private int first;

  FrameTurns(List<Integer> subscribed) {
    this.subscribed = subscribed;
  }

  /** Returns the newest pairs that were not returned before. */
  List<FramePair> next(IntFunction<@Nullable FramePair> newest) {
    List<FramePair> fresh = new ArrayList<>();
    long characters = 0;
    for (int i = 0; i < subscribed.size(); i++) {
      int turn = (first + i) % subscribed.size();
      int n = subscribed.get(turn);
      FramePair pair = newest.apply(n);
      if (pair == null || pair.serial() <= shown.getOrDefault(n, 0L)) {
        continue;
      }
      characters += pair.size();
      if (!fresh.isEmpty() && characters > MOST_CHARACTERS) {
        first = turn;
        return fresh;
      }
      shown.put(n, pair.serial());
      fresh.add(pair);
    }
    return fresh;
  }
}
