package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.DeadLetterSearch.Wanted;
import io.framecast.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last processed frame of partitions from predictions and dead letters, if the group's
 * committed offsets are lost. Each such record names its frame and was committed with its offset. A
 * record counts only if its frame is in the log.
 */
final class OutputOffsetRecovery {
  private final TopicRanges ranges;
  private final Topics topics;

  OutputOffsetRecovery(TopicRanges ranges, Topics topics) {
    this.ranges = ranges;
    this.topics = topics;
  }

  /**
   * Holds the result for one log.
   *
   * @param isNew whether all published records are of another log: the topic was recreated
   * @param isShortened whether the log lost frames that have predictions, and has others since
   * @param next the offset after the last frame that is known to be processed; empty without any
   */
  record OutputOffset(boolean isNew, boolean isShortened, OptionalLong next) {
    static final OutputOffset NOTHING = new OutputOffset(false, false, OptionalLong.empty());
  }

  /**
   * Finds for each log the last frame that is known to be processed. Frames without output, such as
   * duplicates, may follow it.
   *
   * @throws KafkaException if the broker does not answer yet or a transaction is still open
   */
  Map<TopicPartition, OutputOffset> find(Collection<FrameLogRange> logs)
      throws InterruptedException {
    Map<TopicPartition, PredictionSearch.Last> predictions = new HashMap<>();
    Map<TopicPartition, Wanted> wanted = new HashMap<>();
    long since = Long.MAX_VALUE;
    for (FrameLogRange log : logs) {
      TopicPartition frames = log.partition();
      if (log.end() > 0) { // the log is empty on a first start
        TopicPartition partition = new TopicPartition(topics.predictions(), frames.partition());
        PredictionSearch.Last last = new PredictionSearch(ranges, partition, log).find();
        predictions.put(frames, last);
        wanted.put(frames, new Wanted(log, last.offset()));
        since = Math.min(since, Math.max(0, last.timestamp() - FrameIdentity.MAX_AHEAD_MILLIS));
      }
    }
    Map<TopicPartition, Long> letters =
        wanted.isEmpty()
            ? Map.of()
            : new DeadLetterSearch(ranges, topics.deadLetters()).find(wanted, since);
    Map<TopicPartition, OutputOffset> found = new HashMap<>();
    for (FrameLogRange log : logs) {
      PredictionSearch.Last last = predictions.get(log.partition());
      found.put(
          log.partition(),
          last == null ? OutputOffset.NOTHING : found(log, last, letters.get(log.partition())));
    }
    return found;
  }

  private static OutputOffset found(
      FrameLogRange log, PredictionSearch.Last last, @Nullable Long letter) {
    long processed = letter == null ? last.offset() : letter;
    if (!last.isFound() && letter == null) {
      return last.hasOthers()
          ? new OutputOffset(true, false, OptionalLong.empty())
          : OutputOffset.NOTHING;
    }
    boolean isShortened = last.isShortened() || last.hasOthers();
    return new OutputOffset(
        false, isShortened, OptionalLong.of(Math.max(log.first(), processed + 1)));
  }
}
