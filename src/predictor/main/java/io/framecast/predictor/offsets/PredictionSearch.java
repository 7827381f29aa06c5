package io.framecast.predictor.offsets;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.offsets.TopicRanges.LogRange;
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
 * Finds the last prediction whose frame is in the log. After an unclean election a log may have
 * other frames at the offsets of lost ones. Then frames match their predictions up to the first
 * lost one and not after it. So the search compares a few predictions at a time: first the last
 * ones, then earlier ones at doubled distances until some match, then it halves the distance. The
 * number of records that it reads grows with the logarithm of the topic's length. A window matches
 * if any of its predictions does, so a single odd record decides nothing.
 */
final class PredictionSearch {
  /** Sets the number of predictions that are compared at a time. */
  static final int WINDOW = 16;

  /** Sets the number of offsets that are read first: some hold markers of transactions. */
  private static final int FIRST_READ = 4 * WINDOW;

  private static final int MAX_READ = 2_000;

  private final TopicRanges ranges;
  private final TopicPartition predictions;
  private final FrameLogRange log;
  private final long first;
  private final long end;

  /**
   * Searches the predictions of one partition of frames.
   *
   * @param predictions the partition of the predictions
   */
  PredictionSearch(TopicRanges ranges, TopicPartition predictions, FrameLogRange log)
      throws InterruptedException {
    this.ranges = ranges;
    this.predictions = predictions;
    this.log = log;
    LogRange range = ranges.of(predictions);
    this.first = range.first();
    this.end = range.end();
  }

  /**
   * Holds the last prediction of the log.
   *
   * @param isFound whether there is one
   * @param offset the offset of its frame
   * @param timestamp the time of the prediction
   * @param isShortened whether a later prediction is of a frame that the log lost
   * @param hasOthers whether there are predictions that are not of the log
   */
  record Last(
      boolean isFound, long offset, long timestamp, boolean isShortened, boolean hasOthers) {}

  /**
   * Holds what a prediction states about its frame.
   *
   * @param at the offset of the prediction
   * @param offset the offset of the frame
   */
  private record PredictedFrame(
      long at, long offset, byte[] key, @Nullable Long sequence, long timestamp) {}

  /** Holds the predicted frames of all predictions between two offsets, in order. */
  private record Window(long from, long to, List<PredictedFrame> frames) {}

  /**
   * Searches the whole partition.
   *
   * @throws KafkaException if the broker does not answer yet
   */
  Last find() {
    Window found = before(end);
    if (found.frames.isEmpty()) {
      return new Last(false, -1, 0, false, false);
    }
    long newest = found.frames.get(found.frames.size() - 1).offset;
    boolean isInDoubt = log.mayBeNew() && newest >= log.end();
    if (isInDoubt && found.frames.stream().allMatch(one -> one.offset >= log.end())) {
      return new Last(false, -1, 0, false, true);
    }
    // a recreated topic may hold frames like the old ones, but none as old
    long maxAhead = isInDoubt ? 0 : FrameIdentity.MAX_AHEAD_MILLIS;
    long oldest = oldest(found);
    Window other = null;
    PredictedFrame last = lastOfThisLog(found, maxAhead);
    for (long distance = WINDOW; last == null && found.from > oldest; distance *= 2) {
      other = found;
      long least = Math.min(found.from, oldest + FIRST_READ);
      found = before(Math.max(least, found.from - distance + WINDOW));
      last = lastOfThisLog(found, maxAhead);
    }
    while (other != null && other.from > found.to) {
      Window middle = before(other.from - (other.from - found.to) / 2);
      PredictedFrame match = lastOfThisLog(middle, maxAhead);
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
   * Returns the offset of the first prediction that may be of the log. Predictions from before its
   * first frame belong to an earlier log of the topic. But if even the newest one is older, any of
   * them may be of this log, and their frames are gone.
   */
  private long oldest(Window newest) {
    ConsumerRecord<byte[], byte[]> frame =
        log.has(log.first()) ? ranges.recordAt(log.partition(), log.first()) : null;
    if (frame == null) {
      return first;
    }
    long time = Math.max(0, frame.timestamp() - FrameIdentity.MAX_AHEAD_MILLIS);
    long oldest = ranges.offsetAt(predictions, time, new LogRange(first, end));
    return newest.frames.get(newest.frames.size() - 1).at < oldest ? first : oldest;
  }

  /** Returns the last predictions before an offset; it is empty only if there are none at all. */
  private Window before(long to) {
    List<PredictedFrame> frames = new ArrayList<>();
    long from = to;
    for (int size = FIRST_READ; from > first && frames.isEmpty(); ) {
      long end = from;
      from = Math.max(first, end - size);
      size = Math.min(MAX_READ, 4 * size);
      ranges.read(predictions, from, end, record -> addFrame(record, frames));
    }
    if (frames.size() > WINDOW) {
      frames.subList(0, frames.size() - WINDOW).clear();
      from = frames.get(0).at;
    }
    return new Window(from, to, frames);
  }

  private void addFrame(ConsumerRecord<byte[], byte[]> prediction, List<PredictedFrame> frames) {
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
        frames.add(new PredictedFrame(at, source.offset(), key, sequence, prediction.timestamp()));
      }
    } catch (IllegalArgumentException e) {
      // the record is not a prediction of ours
    }
  }

  /** Returns the last predicted frame of the log; a copy of an earlier prediction may follow it. */
  private @Nullable PredictedFrame lastOfThisLog(Window window, long maxAhead) {
    return window.frames.stream()
        .sorted(Comparator.comparingLong(PredictedFrame::offset).reversed())
        .filter(predicted -> isOfThisLog(predicted, maxAhead))
        .findFirst()
        .orElse(null);
  }

  private boolean isOfThisLog(PredictedFrame predicted, long maxAhead) {
    if (!log.has(predicted.offset)) {
      return predicted.offset < log.first(); // its frame is gone and cannot be compared
    }
    ConsumerRecord<byte[], byte[]> frame = ranges.recordAt(log.partition(), predicted.offset);
    return frame != null
        && Arrays.equals(frame.key(), predicted.key)
        && frame.timestamp() - predicted.timestamp <= maxAhead
        && (predicted.sequence == null
            || FrameIdentity.sequence(frame).equals(OptionalLong.of(predicted.sequence)));
  }

  /** Returns whether the log has another frame at the offset of a later prediction's frame. */
  private boolean isFollowedByOther(@Nullable Window window, PredictedFrame last) {
    return window != null
        && window.frames.stream()
            .anyMatch(one -> one.at > last.at && one.offset > last.offset && log.has(one.offset));
  }
}
