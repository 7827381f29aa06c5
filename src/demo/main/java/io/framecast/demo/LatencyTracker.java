package io.framecast.demo;

import io.framecast.topics.RecordPosition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Matches each prediction with its frame and returns the time between the two. A consumer of
 * several topics may see either of them first.
 */
final class LatencyTracker {
  /** Repeated frames never get a prediction: the oldest entries are dropped. */
  private static final int MAX_UNMATCHED = 100_000;

  private final Map<RecordPosition, Long> appended = boundedMap();
  private final Map<RecordPosition, Long> visible = boundedMap();

  /** Adds a frame with its append time in ms; returns its latency if its prediction is known. */
  OptionalLong addFrame(RecordPosition source, long appendedAt) {
    Long visibleAt = match(source, appendedAt, appended, visible);
    return visibleAt == null ? OptionalLong.empty() : OptionalLong.of(visibleAt - appendedAt);
  }

  /** Adds a prediction that became visible at that time; returns its latency if it is known. */
  OptionalLong addPrediction(RecordPosition source, long visibleAt) {
    Long appendedAt = match(source, visibleAt, visible, appended);
    return appendedAt == null ? OptionalLong.empty() : OptionalLong.of(visibleAt - appendedAt);
  }

  private static @Nullable Long match(
      RecordPosition source,
      long time,
      Map<RecordPosition, Long> own,
      Map<RecordPosition, Long> others) {
    Long other = others.remove(source);
    if (other == null) {
      own.put(source, time);
    }
    return other;
  }

  /** No cache: one would drop new entries in favour of equally rare, old ones. */
  private static Map<RecordPosition, Long> boundedMap() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<RecordPosition, Long> eldest) {
        return size() > MAX_UNMATCHED;
      }
    };
  }
}
