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
 * Finds out from predictions and dead letters how far partitions of frames were answered, for when
 * the group's committed offsets are lost. Each of them names its frame, and was committed together
 * with that offset. Only those are believed whose frame is in the log.
 */
final class PublishedProgress {
  private final TopicRanges ranges;
  private final Topics topics;

  PublishedProgress(TopicRanges ranges, Topics topics) {
    this.ranges = ranges;
    this.topics = topics;
  }

  /**
   * How far a log was answered.
   *
   * @param isNew whether something was published and nothing of it is of this log: its topic was
   *     deleted and made again
   * @param isShortened whether the log lost frames that predictions are of, and has others since
   * @param next offset after the last frame that is known to be answered, empty where none is
   */
  record Found(boolean isNew, boolean isShortened, OptionalLong next) {
    static final Found NOTHING = new Found(false, false, OptionalLong.empty());
  }

  /**
   * Finds for each log the last frame that is known to be answered. Frames to which nothing was
   * published, as duplicates, may follow.
   *
   * @throws KafkaException when the broker does not answer yet, or a transaction is still open
   */
  Map<TopicPartition, Found> find(Collection<FrameLogRange> logs) throws InterruptedException {
    Map<TopicPartition, PredictionSearch.Last> predictions = new HashMap<>();
    Map<TopicPartition, Wanted> wanted = new HashMap<>();
    long since = Long.MAX_VALUE;
    for (FrameLogRange log : logs) {
      TopicPartition frames = log.partition();
      if (log.end() > 0) { // as it is not on a first start
        TopicPartition partition = new TopicPartition(topics.predictions(), frames.partition());
        PredictionSearch.Last last = new PredictionSearch(ranges, partition, log).find();
        predictions.put(frames, last);
        wanted.put(frames, new Wanted(log, last.offset()));
        since = Math.min(since, Math.max(0, last.timestamp() - FrameIdentity.MOST_AHEAD_MILLIS));
      }
    }
    Map<TopicPartition, Long> letters =
        wanted.isEmpty()
            ? Map.of()
            : new DeadLetterSearch(ranges, topics.deadLetters()).find(wanted, since);
    Map<TopicPartition, Found> found = new HashMap<>();
    for (FrameLogRange log : logs) {
      PredictionSearch.Last last = predictions.get(log.partition());
      found.put(
          log.partition(),
          last == null ? Found.NOTHING : found(log, last, letters.get(log.partition())));
    }
    return found;
  }

  private static Found found(FrameLogRange log, PredictionSearch.Last last, @Nullable Long letter) {
    long answered = letter == null ? last.offset() : letter;
    if (!last.isFound() && letter == null) {
      return last.hasOthers() ? new Found(true, false, OptionalLong.empty()) : Found.NOTHING;
    }
    boolean isShortened = last.isShortened() || last.hasOthers();
    return new Found(false, isShortened, OptionalLong.of(Math.max(log.first(), answered + 1)));
  }
}
