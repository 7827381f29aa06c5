package io.framecast.predictor.offsets;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.offsets.TopicRanges.Range;
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
 * Finds the last frames that dead letters answer. Letters of any partition of frames are in any
 * partition of their topic, so the topic is read once for all of them.
 */
final class DeadLetterSearch {
  /** Letters that are remembered of a partition of frames, those of the latest frames. */
  private static final int MOST = 2_000;

  private final TopicRanges ranges;
  private final String topic;

  DeadLetterSearch(TopicRanges ranges, String topic) {
    this.ranges = ranges;
    this.topic = topic;
  }

  /**
   * Letters that may be of a log.
   *
   * @param after only those of frames after this offset
   */
  record Wanted(FrameLogRange log, long after) {}

  /** What a dead letter holds of its record: nothing where that was too large. */
  private record Letter(byte @Nullable [] key, boolean isWhole, int valueHash, long timestamp) {}

  /**
   * Returns for each partition the largest offset in its log that a dead letter of the log names;
   * none for a partition without any.
   *
   * @param since letters that are older are not read
   */
  Map<TopicPartition, Long> find(Map<TopicPartition, Wanted> wanted, long since)
      throws InterruptedException {
    Map<TopicPartition, NavigableMap<Long, Letter>> letters = read(wanted, since);
    Map<TopicPartition, Long> found = new HashMap<>();
    letters.forEach(
        (frames, some) -> {
          for (Map.Entry<Long, Letter> letter : some.descendingMap().entrySet()) {
            if (isOf(ranges.recordAt(frames, letter.getKey()), letter.getValue())) {
              found.put(frames, letter.getKey());
              return;
            }
          }
        });
    return found;
  }

  private Map<TopicPartition, NavigableMap<Long, Letter>> read(
      Map<TopicPartition, Wanted> wanted, long since) throws InterruptedException {
    Map<TopicPartition, NavigableMap<Long, Letter>> letters = new HashMap<>();
    for (TopicPartition partition : ranges.partitions(topic)) {
      Range range = ranges.of(partition);
      ranges.read(
          partition,
          ranges.offsetAt(partition, since, range),
          range.end(),
          letter -> {
            TopicPartition frames = frames(letter.headers());
            Wanted of = frames == null ? null : wanted.get(frames);
            long offset = offset(letter.headers());
            if (frames != null && of != null && offset > of.after && of.log.holds(offset)) {
              NavigableMap<Long, Letter> some =
                  letters.computeIfAbsent(frames, p -> new TreeMap<>());
              some.put(offset, letter(letter));
              if (some.size() > MOST) {
                some.pollFirstEntry();
              }
            }
          });
    }
    return letters;
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> letter) {
    boolean isWhole = letter.key() != null || letter.value() != null;
    return new Letter(letter.key(), isWhole, Arrays.hashCode(letter.value()), letter.timestamp());
  }

  private static boolean isOf(@Nullable ConsumerRecord<byte[], byte[]> frame, Letter letter) {
    return frame != null
        && frame.timestamp() - letter.timestamp <= FrameIdentity.MOST_AHEAD_MILLIS
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
