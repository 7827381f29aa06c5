package io.framecast.predictor.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.predictor.streams.SavedStream;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds the last processed frame of a log from checkpoints. Each checkpoint names the last frame
 * that it holds. A checkpoint counts only if its frame is in the log: the topic may have been
 * recreated.
 */
final class CheckpointOffsetRecovery {
  /** Limits the frames that are looked up; each needs a request to the broker. */
  private static final int MAX_FRAMES = 64;

  private final TopicRanges ranges;
  private final FrameLogRange log;

  CheckpointOffsetRecovery(TopicRanges ranges, FrameLogRange log) {
    this.ranges = ranges;
    this.log = log;
  }

  /**
   * Holds the result of a search.
   *
   * @param isOther whether all checkpoints that can be compared are of another log
   * @param next the offset after the last frame in a checkpoint of this log; empty without any
   */
  record CheckpointedOffset(boolean isOther, OptionalLong next) {}

  /**
   * Looks up the frames of the newest checkpoints.
   *
   * @param next the offset before which all frames are known to be processed
   * @param isNameEnough whether the stream's name identifies the frame of a first checkpoint, which
   *     does not describe its frame
   */
  CheckpointedOffset find(List<SavedStream> saved, long next, boolean isNameEnough) {
    List<SavedStream> newest =
        saved.stream()
            .filter(one -> one.offset() >= Math.max(next, log.first()))
            .filter(one -> isNameEnough || !one.isInitial())
            .sorted(Comparator.comparingLong(SavedStream::offset).reversed())
            .toList();
    for (SavedStream one :
        newest.stream().filter(s -> log.has(s.offset())).limit(MAX_FRAMES).toList()) {
      if (isOfThisLog(one)) {
        return new CheckpointedOffset(false, OptionalLong.of(one.offset() + 1));
      }
    }
    if (!newest.isEmpty()) {
      return new CheckpointedOffset(true, OptionalLong.empty());
    }
    // the frames of the other checkpoints are gone, so nothing can be compared
    boolean areGone = saved.stream().anyMatch(one -> one.offset() >= 0 && !one.isInitial());
    return new CheckpointedOffset(
        false, areGone ? OptionalLong.of(log.first()) : OptionalLong.empty());
  }

  private boolean isOfThisLog(SavedStream saved) {
    ConsumerRecord<byte[], byte[]> frame = ranges.recordAt(log.partition(), saved.offset());
    return frame != null
        && frame.key() != null
        && saved.stream().equals(new String(frame.key(), UTF_8))
        && (saved.isInitial()
            || (frame.timestamp() == saved.timestamp()
                && FrameIdentity.sequence(frame).equals(saved.sequence())));
  }
}
