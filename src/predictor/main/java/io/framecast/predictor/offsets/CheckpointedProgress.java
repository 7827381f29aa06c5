package io.framecast.predictor.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.predictor.streams.SavedStream;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds out from checkpoints how far a log was answered. Each of them names the last frame that it
 * holds. Only those are believed whose frame is in the log, as the topic may have been made again.
 */
final class CheckpointedProgress {
  /** Streams whose frames are looked up; each is a question to the broker. */
  private static final int MOST = 64;

  private final TopicRanges ranges;
  private final FrameLogRange log;

  CheckpointedProgress(TopicRanges ranges, FrameLogRange log) {
    this.ranges = ranges;
    this.log = log;
  }

  /**
   * How far the log was answered.
   *
   * @param isOther whether there are checkpoints and all that can be compared are of another log
   * @param next offset after the last frame that a checkpoint holds, empty where none is of the log
   */
  record Found(boolean isOther, OptionalLong next) {}

  /**
   * Looks up the frames of the newest checkpoints.
   *
   * @param next frames before this offset are known to be answered
   * @param birthsCount whether a stream that has no frame yet is believed by its name alone
   */
  Found find(List<SavedStream> saved, long next, boolean birthsCount) {
    List<SavedStream> newest =
        saved.stream()
            .filter(one -> one.answered() >= Math.max(next, log.first()))
            .filter(one -> birthsCount || !one.isBirth())
            .sorted(Comparator.comparingLong(SavedStream::answered).reversed())
            .toList();
    for (SavedStream one :
        newest.stream().filter(s -> log.holds(s.answered())).limit(MOST).toList()) {
      if (isOfThisLog(one)) {
        return new Found(false, OptionalLong.of(one.answered() + 1));
      }
    }
    if (!newest.isEmpty()) {
      return new Found(true, OptionalLong.empty());
    }
    // there is nothing to compare the others with
    boolean areGone = saved.stream().anyMatch(one -> one.answered() >= 0 && !one.isBirth());
    return new Found(false, areGone ? OptionalLong.of(log.first()) : OptionalLong.empty());
  }

  private boolean isOfThisLog(SavedStream saved) {
    ConsumerRecord<byte[], byte[]> frame = ranges.recordAt(log.partition(), saved.answered());
    return frame != null
        && frame.key() != null
        && saved.stream().equals(new String(frame.key(), UTF_8))
        && (saved.isBirth()
            || (frame.timestamp() == saved.timestamp()
                && FrameIdentity.sequence(frame).equals(saved.sequence())));
  }
}
