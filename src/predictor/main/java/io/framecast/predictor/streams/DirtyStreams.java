package io.framecast.predictor.streams;

import io.framecast.predictor.streams.CommitMetadata.UnsavedStream;
import io.framecast.predictor.streams.CommitMetadata.UnsavedStreams;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Orders streams by the offset of the first frame that their checkpoint does not hold. */
final class DirtyStreams {
  /** As many as the metadata of a committed offset holds, beside the skipped ranges. */
  static final int MAX_FIRST = 100;

  private final TreeMap<Long, StreamProcessor> byOffset = new TreeMap<>(); // unique offsets

  /** Updates the index after a stream has changed. */
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

  /** Returns the first stream that is overdue for a checkpoint at this offset, null for none. */
  @Nullable StreamProcessor firstOverdue(long offset) {
    StreamProcessor first = byOffset.isEmpty() ? null : byOffset.firstEntry().getValue();
    return first != null && first.schedule().isOverdue(offset) ? first : null;
  }

  /** Returns the first streams of the order. */
  UnsavedStreams first() {
    List<UnsavedStream> first =
        byOffset.entrySet().stream()
            .limit(MAX_FIRST)
            .map(one -> new UnsavedStream(one.getKey(), one.getValue().id().hashCode()))
            .toList();
    return new UnsavedStreams(first, byOffset.size() > first.size());
  }

  /** Returns the first offset that no checkpoint holds, {@code next} if there is none. */
  long firstOffset(long next) {
    return byOffset.isEmpty() ? next : byOffset.firstKey();
  }
}
