package io.framecast.predictor.streams;

import io.framecast.predictor.streams.CommitMetadata.UnsavedStreams;
import io.framecast.topics.RecordText;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where the replay of a partition starts.
 *
 * @param partition its number
 * @param first the first offset that its log still holds
 * @param committed the offset of the first record that was not processed before
 */
record ReplayStart(int partition, long first, long committed) {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayStart.class);

  /**
   * Resets streams whose frames are gone or that are ahead of the log. Returns the offset to replay
   * from, {@link #committed} if there is no replay.
   *
   * @param isRebuilding whether checkpoints are missing, so that the whole log is replayed
   */
  long find(Collection<StreamProcessor> streams, CommitMetadata metadata, boolean isRebuilding) {
    long replay = metadata.replay();
    long earliest = committed;
    long needed = Long.MAX_VALUE; // first offset for streams with an earlier checkpoint
    for (StreamProcessor stream : streams) {
      long next = stream.offset() + 1;
      boolean isEarlier = stream.restorer().skipReason() != null;
      if (next > committed) {
        stream.reset(
            committed,
            String.format(
                Locale.ROOT,
                "expected a checkpoint from before offset %d of partition %d, found one of %d",
                committed,
                partition,
                next - 1));
      } else if (next < Math.min(first, committed)
          && (isEarlier || mayNeedLostFrames(metadata, stream.id()))) {
        stream.reset(
            first,
            String.format(
                Locale.ROOT,
                "expected the frames of partition %d from offset %d on, found that the log begins at %d",
                partition,
                next,
                first));
      }
      earliest = Math.min(earliest, stream.offset() + 1);
      needed = isEarlier ? Math.min(needed, stream.offset() + 1) : needed;
    }
    warnAboutSkipped(streams);
    long from = isRebuilding ? first : replay < 0 ? earliest : Math.min(replay, needed);
    return Math.min(committed, Math.max(first, from));
  }

  /** Returns whether the stream may need frames that the log has lost. */
  private boolean mayNeedLostFrames(CommitMetadata metadata, String stream) {
    UnsavedStreams unsaved = metadata.unsaved();
    return metadata.replay() < first && (unsaved == null || unsaved.mayNeedBefore(first, stream));
  }

  private void warnAboutSkipped(Collection<StreamProcessor> streams) {
    List<StreamProcessor> skipped =
        streams.stream().filter(stream -> stream.restorer().skipReason() != null).toList();
    if (!skipped.isEmpty()) {
      LOG.warn(
          "{} streams of partition {} continue from an earlier checkpoint, as the newest one cannot"
              + " be read, such as {}: {}",
          skipped.size(),
          partition,
          RecordText.shorten(skipped.get(0).id(), RecordText.MOST_NAME),
          skipped.get(0).restorer().skipReason());
    }
  }
}
