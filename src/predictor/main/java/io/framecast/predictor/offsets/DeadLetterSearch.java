package io.framecast.predictor.offsets;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.offsets.TopicRanges.LogRange;
import io.framecast.topics.HeaderText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last frames that became dead letters. The dead letters of a partition are spread over
 * their topic, so the topic is read once for all partitions.
 */
final class DeadLetterSearch {
  /** Limits the dead letters that are kept for a partition of frames: those of its last frames. */
  private static final int MAX_LETTERS = 2_000;

  private final TopicRanges ranges;
  private final String topic;

  DeadLetterSearch(TopicRanges ranges, String topic) {
    this.ranges = ranges;
    this.topic = topic;
  }

  /**
   * Selects dead letters of a log.
   *
   * @param after the offset after which their frames are
   */
  record Wanted(FrameLogRange log, long after) {}

  /** Holds the parts of a record that its dead letter has: none if the record was too large. */
  private record LetterContent(
      byte @Nullable [] key, boolean isWhole, int valueHash, long timestamp) {}

  /**
   * Returns for each partition the largest offset in its log that a dead letter of the log names. A
   * partition without dead letters has no entry.
   *
   * @param since the time of the oldest dead letter to be read
   */
  Map<TopicPartition, Long> find(Map<TopicPartition, Wanted> wanted, long since)
      throws InterruptedException {
    Map<TopicPartition, NavigableMap<Long, LetterContent>> letters = read(wanted, since);
    Map<TopicPartition, Long> found = new HashMap<>();
    letters.forEach(
        (frames, some) -> {
          for (Map.Entry<Long, LetterContent> letter : some.descendingMap().entrySet()) {
            if (isOf(ranges.recordAt(frames, letter.getKey()), letter.getValue())) {
              found.put(frames, letter.getKey());
              return;
            }
          }
        });
    return found;
  }

  private Map<TopicPartition, NavigableMap<Long, LetterContent>> read(
      Map<TopicPartition, Wanted> wanted, long since) throws InterruptedException {
    Map<TopicPartition, NavigableMap<Long, LetterContent>> letters = new HashMap<>();
    for (TopicPartition partition : ranges.partitions(topic)) {
      LogRange range = ranges.of(partition);
      ranges.read(
          partition,
          ranges.offsetAt(partition, since, range),
          range.end(),
          letter -> {
            TopicPartition frames = frames(letter.headers());
            Wanted of = frames == null ? null : wanted.get(frames);
            long offset = offset(letter.headers());
            if (frames != null && of != null && offset > of.after && of.log.has(offset)) {
              NavigableMap<Long, LetterContent> some =
                  letters.computeIfAbsent(frames, p -> new TreeMap<>());
              some.put(offset, letter(letter));
              if (some.size() > MAX_LETTERS) {
                some.pollFirstEntry();
              }
            }
          });
    }
    return letters;
  }

  private static LetterContent letter(ConsumerRecord<byte[], byte[]> letter) {
    boolean isWhole = letter.key() != null || letter.value() != null;
    return new LetterContent(
        letter.key(), isWhole, Arrays.hashCode(letter.value()), letter.timestamp());
  }

  private static boolean isOf(
      @Nullable ConsumerRecord<byte[], byte[]> frame, LetterContent letter) {
    return frame != null
        && frame.timestamp() - letter.timestamp <= FrameIdentity.MAX_AHEAD_MILLIS
        && (!letter.isWhole
            || (Arrays.equals(frame.key(), letter.key)
                && Arrays.hashCode(frame.value()) == letter.valueHash));
  }

  private static @Nullable TopicPartition frames(Headers letter) {
    String topic = HeaderText.text(letter, FrameHeaders.ORIGINAL_TOPIC);
    long partition = number(letter, FrameHeaders.ORIGINAL_PARTITION);
    return topic == null || partition < 0 || partition > Integer.MAX_VALUE
        ? null
        : new TopicPartition(topic, (int) partition);
  }

  private static long offset(Headers letter) {
    return number(letter, FrameHeaders.ORIGINAL_OFFSET);
  }

  private static long number(Headers letter, String name) {
    try {
      return Long.parseLong(String.valueOf(HeaderText.text(letter, name)));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
