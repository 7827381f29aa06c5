package io.framecast.predictor.offsets;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.offsets.TopicRanges.Range;
import io.framecast.topics.Source;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from predictions and dead letters how far a partition of frames was answered, for when
 * the group's committed offset is lost. Each of them names its frame, and was committed together
 * with that offset.
 */
final class PublishedProgress {
  /** Predictions that are read at once, from the end of their partition backwards: mostly few. */
  private static final int FIRST_CHUNK = 32;

  private static final int CHUNK = 2_000;

  /**
   * A broker refuses a frame whose timestamp is further ahead of its clock, by default
   * (message.timestamp.after.max.ms). A prediction that is older than its frame by more than that
   * answers an earlier frame at the same offset.
   */
  private static final long MOST_AHEAD_MILLIS = 3_600_000;

  private final TopicRanges ranges;
  private final Topics topics;

  PublishedProgress(TopicRanges ranges, Topics topics) {
    this.ranges = ranges;
    this.topics = topics;
  }

  /**
   * The log of a partition of frames as it is now.
   *
   * @param first offset that it holds
   * @param end offset of its next frame
   * @param mayBeNew whether the topic may have been deleted and made again since
   */
  record FrameLog(long first, long end, boolean mayBeNew) {}

  /** What a prediction says of its frame. */
  private record Answered(long offset, byte[] key, @Nullable Long sequence, long timestamp) {}

  /**
   * How far a log was answered.
   *
   * @param isNew whether its topic was deleted and made again after what was published
   * @param isShortened whether the newest prediction is of a frame that the log lost
   * @param next offset after the last frame that is known to be answered, empty where none is
   */
  record Found(boolean isNew, boolean isShortened, OptionalLong next) {
    static final Found NOTHING = new Found(false, false, OptionalLong.empty());
  }

  /**
   * Finds the last frame that is known to be answered. Frames to which nothing was published, as
   * duplicates, may follow.
   *
   * @throws KafkaException when the broker does not answer yet, or a transaction is still open
   */
  Found find(TopicPartition frames, FrameLog log) throws InterruptedException {
    if (log.end == 0) {
      return Found.NOTHING; // as on every first start
    }
    TopicPartition predictions = new TopicPartition(topics.predictions(), frames.partition());
    Range range = ranges.of(predictions);
    Answered newest = null;
    Answered last = null;
    int size = FIRST_CHUNK;
    for (long end = range.end(); end > range.first() && last == null; ) {
      long from = Math.max(range.first(), end - size);
      size = Math.min(CHUNK, 4 * size);
      List<Answered> chunk = new ArrayList<>();
      ranges.read(predictions, from, end, record -> addAnswered(record, frames, chunk));
      if (newest == null && !chunk.isEmpty()) {
        newest = chunk.get(chunk.size() - 1);
        if (log.mayBeNew && newest.offset >= log.end) {
          return new Found(true, false, OptionalLong.empty());
        }
      }
      last = lastOfThisLog(chunk, frames, log);
      end = from;
    }
    if (newest != null && last == null) {
      return new Found(true, false, OptionalLong.empty()); // no frame of it is left
    }
    long since = last == null ? 0 : last.timestamp - MOST_AHEAD_MILLIS;
    long offset = lastDeadLetter(frames, log, since, last == null ? -1 : last.offset);
    return new Found(
        false,
        newest != null && last != null && last.offset < newest.offset,
        offset < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(log.first, offset + 1)));
  }

  private static void addAnswered(
      ConsumerRecord<byte[], byte[]> prediction, TopicPartition frames, List<Answered> answered) {
    Headers headers = prediction.headers();
    byte[] key = prediction.key();
    try {
      Source source = Source.parse(String.valueOf(TextHeaders.text(headers, FrameHeaders.SOURCE)));
      String next = TextHeaders.text(headers, FrameHeaders.SEQUENCE);
      if (key != null
          && source.topic().equals(frames.topic())
          && source.partition() == frames.partition()) {
        Long sequence = next == null ? null : Long.parseLong(next) - 1;
        answered.add(new Answered(source.offset(), key, sequence, prediction.timestamp()));
      }
    } catch (IllegalArgumentException e) {
      // not ours: it answers no frame
    }
  }

  /**
   * Returns the last of these whose frame is in the log. Where a log lost its end (an unclean
   * election), other frames may stand at the offsets of the lost ones: frames match their
   * predictions up to there and not from there on.
   */
  private @Nullable Answered lastOfThisLog(
      List<Answered> chunk, TopicPartition frames, FrameLog log) {
    int matching = -1;
    int other = chunk.size();
    for (int at = other - 1; other - matching > 1; at = (matching + other) >>> 1) {
      if (isOfThisLog(chunk.get(at), frames, log)) {
        matching = at;
      } else {
        other = at;
      }
    }
    return matching < 0 ? null : chunk.get(matching);
  }

  private boolean isOfThisLog(Answered answered, TopicPartition frames, FrameLog log) {
    if (answered.offset < log.first || answered.offset >= log.end) {
      return answered.offset < log.first; // there is nothing to compare it with
    }
    ConsumerRecord<byte[], byte[]> frame = ranges.recordAt(frames, answered.offset);
    return frame != null
        && Arrays.equals(frame.key(), answered.key)
        && frame.timestamp() - answered.timestamp <= MOST_AHEAD_MILLIS
        && (answered.sequence == null || answered.sequence.equals(sequence(frame)));
  }

  private static @Nullable Long sequence(ConsumerRecord<byte[], byte[]> frame) {
    try {
      OptionalLong sequence = TextHeaders.ofFrame(frame).sequence();
      return sequence.isPresent() ? sequence.getAsLong() : null;
    } catch (RefusedFrameException e) {
      return null;
    }
  }

  /** What a dead letter holds of its record: nothing where that was too large. */
  private record Letter(byte @Nullable [] key, boolean isWhole, int valueHash) {}

  /**
   * Returns the largest offset after this one that a dead letter of this log names, or this one.
   */
  private long lastDeadLetter(TopicPartition frames, FrameLog log, long since, long after)
      throws InterruptedException {
    NavigableMap<Long, Letter> letters = new TreeMap<>();
    for (TopicPartition partition : ranges.partitions(topics.deadLetters())) {
      Range range = ranges.of(partition);
      ranges.read(
          partition,
          ranges.offsetAt(partition, since, range),
          range.end(),
          letter -> {
            long offset = original(letter.headers(), frames);
            if (offset > after && offset >= log.first && offset < log.end) {
              boolean isWhole = letter.key() != null || letter.value() != null;
              letters.put(
                  offset, new Letter(letter.key(), isWhole, Arrays.hashCode(letter.value())));
              if (letters.size() > CHUNK) {
                letters.pollFirstEntry();
              }
            }
          });
    }
    for (Map.Entry<Long, Letter> letter : letters.descendingMap().entrySet()) {
      if (isOf(ranges.recordAt(frames, letter.getKey()), letter.getValue())) {
        return letter.getKey();
      }
    }
    return after;
  }

  private static boolean isOf(@Nullable ConsumerRecord<byte[], byte[]> frame, Letter letter) {
    return frame != null
        && (!letter.isWhole
            || (Arrays.equals(frame.key(), letter.key)
                && Arrays.hashCode(frame.value()) == letter.valueHash));
  }

  private static long original(Headers letter, TopicPartition frames) {
    String partition = TextHeaders.text(letter, FrameHeaders.ORIGINAL_PARTITION);
    String offset = TextHeaders.text(letter, FrameHeaders.ORIGINAL_OFFSET);
    try {
      return frames.topic().equals(TextHeaders.text(letter, FrameHeaders.ORIGINAL_TOPIC))
              && Integer.toString(frames.partition()).equals(partition)
          ? Long.parseLong(String.valueOf(offset))
          : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
