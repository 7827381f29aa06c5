package io.framecast.predictor.streams;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Orders streams by the first frame that their checkpoint does not hold; no two share one. */
final class DirtyStreams {
  private final TreeMap<Long, StreamProcessor> byOffset = new TreeMap<>();

  /** Takes note of a stream that has changed. */
  void reindex(StreamProcessor stream) {
    CheckpointSchedule schedule = stream.schedule();
    if (schedule.indexedOffset() != schedule.unsaved()) {
      remove(stream);
      schedule.reindex();
      if (schedule.unsaved() >= 0) {
        byOffset.put(schedule.unsaved(), stream);
      }
    }
  }

  void remove(StreamProcessor stream) {
    byOffset.remove(stream.schedule().indexedOffset(), stream);
  }

  void clear() {
    byOffset.clear();
  }

  /** Returns the first stream that the partition has left behind at this offset, null for none. */
  @Nullable StreamProcessor firstOverdue(long offset) {
    StreamProcessor first = byOffset.isEmpty() ? null : byOffset.firstEntry().getValue();
    return first != null && first.schedule().isOverdue(offset) ? first : null;
  }

  /** Returns the first offset that no checkpoint holds, which is {@code next} where all do. */
  long firstOffset(long next) {
    return byOffset.isEmpty() ? next : byOffset.firstKey();
  }
}
