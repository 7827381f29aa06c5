package io.framecast.demo;

import io.framecast.topics.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Frames and predictions meet here, whichever is seen first: one consumer's topics do not arrive in
 * the order of their writing.
 */
final class Answers {
  /** Frames that never get an answer (repeated ones) are forgotten after so many others. */
  private static final int MOST_WAITING = 100_000;

  private final Map<Source, Long> appended = forgetful();
  private final Map<Source, Long> visible = forgetful();

  /** A frame of that append time, in ms; its latency where the prediction was seen before it. */
  OptionalLong frame(Source source, long appendedAt) {
    Long seen = visible.remove(source);
    if (seen == null) {
      appended.put(source, appendedAt);
      return OptionalLong.empty();
    }
    return OptionalLong.of(seen - appendedAt);
  }

  /** A prediction that became visible at that time; its latency where its frame was seen. */
  OptionalLong prediction(Source source, long visibleAt) {
    Long since = appended.remove(source);
    if (since == null) {
      visible.put(source, visibleAt);
      return OptionalLong.empty();
    }
    return OptionalLong.of(visibleAt - since);
  }

  private static Map<Source, Long> forgetful() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Source, Long> eldest) {
        return size() > MOST_WAITING;
      }
    };
  }
}
