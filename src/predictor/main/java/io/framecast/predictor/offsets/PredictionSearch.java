package io.framecast.predictor.offsets;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.offsets.TopicRanges.Range;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last prediction whose frame is in the log. Where a log lost its end (an unclean
 * election), other frames may stand at the offsets of the lost ones: frames match their predictions
 * up to there and not from there on. So the search looks at a few predictions at a time: the last
 * ones, then ever further back until some match, then by halves. It reads a number of records that
 * grows with the logarithm of the topic's length. One odd record decides nothing: of the
 * predictions that are looked at together, any that matches is enough.
 */
final class PredictionSearch {
  /** Predictions that are looked at together. */
  static final int WINDOW = 16;

  /** Offsets that are read for them: markers of transactions take some. */
  private static final int FIRST_READ = 4 * WINDOW;

  private static final int MOST_READ = 2_000;

  private final TopicRanges ranges;
  private final TopicPartition predictions;
  private final FrameLogRange log;
  private final long first;
  private final long end;

  /**
   * Of the predictions of one partition of frames.
   *
   * @param predictions their partition
   */
  PredictionSearch(TopicRanges ranges, TopicPartition predictions, FrameLogRange log)
      throws InterruptedException {
    this.ranges = ranges;
    this.predictions = predictions;
    this.log = log;
    Range range = ranges.of(predictions);
    this.first = range.first();
    this.end = range.end();
  }

  /**
   * The last prediction of the log.
   *
   * @param isFound whether there is one
   * @param offset of its frame
   * @param timestamp of the prediction
   * @param isShortened whether a later prediction is of a frame that the log lost
   * @param hasOthers whether there are predictions that are not of the log
   */
  record Last(
      boolean isFound, long offset, long timestamp, boolean isShortened, boolean hasOthers) {}

  /**
   * What a prediction says of its frame.
   *
   * @param at offset of the prediction
   * @param offset of the frame
   */
  private record Answered(
      long at, long offset, byte[] key, @Nullable Long sequence, long timestamp) {}

  /** Some predictions in their order, with no others between the offsets. */
  private record Window(long from, long to, List<Answered> answered) {}

  /**
   * Searches all of the partition.
   *
   * @throws KafkaException when the broker does not answer yet
   */
  Last find() {
    Window found = before(end);
    if (found.answered.isEmpty()) {
      return new Last(false, -1, 0, false, false);
    }
    long newest = found.answered.get(found.answered.size() - 1).offset;
    boolean isInDoubt = log.mayBeNew() && newest >= log.end();
    if (isInDoubt && found.answered.stream().allMatch(one -> one.offset >= log.end())) {
      return new Last(false, -1, 0, false, true);
    }
    // a topic that was made again may hold frames like the old ones, but none as old
    long mostAhead = isInDoubt ? 0 : FrameIdentity.MOST_AHEAD_MILLIS;
    long oldest = oldest(found);
    Window other = null;
    Answered last = lastOfThisLog(found, mostAhead);
    for (long distance = WINDOW; last == null && found.from > oldest; distance *= 2) {
      other = found;
      long least = Math.min(found.from, oldest + FIRST_READ);
      found = before(Math.max(least, found.from - distance + WINDOW));
      last = lastOfThisLog(found, mostAhead);
    }
    while (other != null && other.from > found.to) {
      Window middle = before(other.from - (other.from - found.to) / 2);
      Answered match = lastOfThisLog(middle, mostAhead);
      if (match == null) {
        other = middle;
      } else {
        found = middle;
        last = match;
      }
    }
    if (last == null) {
      return new Last(false, -1, 0, false, true);
    }
    boolean isShortened = isFollowedByOther(found, last) || isFollowedByOther(other, last);
    return new Last(true, last.offset, last.timestamp, isShortened, false);
  }

  /**
   * Returns the offset from which on predictions may be of the log: those from before its first
   * frame are of one that the topic had earlier. Where the newest is older, all may be: their
   * frames are gone.
   */
  private long oldest(Window newest) {
    ConsumerRecord<byte[], byte[]> frame =
        log.holds(log.first()) ? ranges.recordAt(log.partition(), log.first()) : null;
    if (frame == null) {
      return first;
    }
    long time = Math.max(0, frame.timestamp() - FrameIdentity.MOST_AHEAD_MILLIS);
    long oldest = ranges.offsetAt(predictions, time, new Range(first, end));
    return newest.answered.get(newest.answered.size() - 1).at < oldest ? first : oldest;
  }

  /** Returns the last predictions before an offset: none only where there are none at all. */
  private Window before(long to) {
    List<Answered> answered = new ArrayList<>();
    long from = to;
    for (int size = FIRST_READ; from > first && answered.isEmpty(); ) {
      long end = from;
      from = Math.max(first, end - size);
      size = Math.min(MOST_READ, 4 * size);
      ranges.read(predictions, from, end, record -> addAnswered(record, answered));
    }
    if (answered.size() > WINDOW) {
      answered.subList(0, answered.size() - WINDOW).clear();
      from = answered.get(0).at;
    }
    return new Window(from, to, answered);
  }

  private void addAnswered(ConsumerRecord<byte[], byte[]> prediction, List<Answered> answered) {
    Headers headers = prediction.headers();
    byte[] key = prediction.key();
    try {
      RecordPosition source =
          RecordPosition.parse(String.valueOf(HeaderText.text(headers, FrameHeaders.SOURCE)));
      String next = HeaderText.text(headers, FrameHeaders.SEQUENCE);
      if (key != null
          && source.topic().equals(log.partition().topic())
          && source.partition() == log.partition().partition()) {
        Long sequence = next == null ? null : Long.parseLong(next) - 1;
        long at = prediction.offset();
        answered.add(new Answered(at, source.offset(), key, sequence, prediction.timestamp()));
      }
    } catch (IllegalArgumentException e) {
      // not ours: it answers no frame
    }
  }

  /** Returns the one of the latest frame in the log: a copy of an earlier one may follow it. */
  private @Nullable Answered lastOfThisLog(Window window, long mostAhead) {
    return window.answered.stream()
        .sorted(Comparator.comparingLong(Answered::offset).reversed())
        .filter(answered -> isOfThisLog(answered, mostAhead))
        .findFirst()
        .orElse(null);
  }

  private boolean isOfThisLog(Answered answered, long mostAhead) {
    if (!log.holds(answered.offset)) {
      return answered.offset < log.first(); // there is nothing to compare it with
    }
    ConsumerRecord<byte[], byte[]> frame = ranges.recordAt(log.partition(), answered.offset);
    return frame != null
        && Arrays.equals(frame.key(), answered.key)
        && frame.timestamp() - answered.timestamp <= mostAhead
        && (answered.sequence == null
            || FrameIdentity.sequence(frame).equals(OptionalLong.of(answered.sequence)));
  }

  /** Whether the log has another frame where a later prediction's frame was. */
  private boolean isFollowedByOther(@Nullable Window window, Answered last) {
    return window != null
        && window.answered.stream()
            .anyMatch(one -> one.at > last.at && one.offset > last.offset && log.holds(one.offset));
  }
}
