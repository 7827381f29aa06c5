package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;
import io.framecast.trainer.log.LogReader;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The predictions of one stream, or its forecasts, in their topic. Records that are written after
 * it was created are not among them.
 */
final class PublishedTopic {

  private final LogReader log;
  private final String kind;
  private final byte[] key;
  private final PublishedReader reader;
  private final Map<TopicPartition, Long> ends;

  /** Maps every partition with frames of the stream to that of their records. */
  private final Map<TopicPartition, TopicPartition> homes =
      new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));

  private SkippedRecords skipped;

  /**
   * Reads all records to find the partitions that hold those of the stream.
   *
   * @param ends of all partitions of the topic; empty if there is no topic
   * @param kind of its records: prediction or forecast
   * @param key of the stream's records
   * @throws MismatchException if two partitions hold records about frames of one
   */
  PublishedTopic(
      LogReader log,
      Map<TopicPartition, Long> ends,
      String kind,
      byte[] key,
      PublishedReader reader) {
    this.log = log;
    this.ends = ends;
    this.kind = kind;
    this.key = key;
    this.reader = reader;
    this.skipped = SkippedRecords.none(kind);
    if (ends.isEmpty()) {
      return;
    }
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.records(ends, key, 0)) {
      for (PublishedRecord one : (Iterable<PublishedRecord>) records.map(reader::read)::iterator) {
        if (one instanceof PublishedRecord.Malformed malformed) {
          skipped = skipped.with(malformed);
        } else if (one instanceof PublishedRecord.Whole whole) {
          addHome(whole);
        }
      }
    }
  }

  private void addHome(PublishedRecord.Whole one) {
    RecordPosition source = one.prediction().source();
    TopicPartition home = new TopicPartition(one.at().topic(), one.at().partition());
    TopicPartition other =
        homes.putIfAbsent(new TopicPartition(source.topic(), source.partition()), home);
    if (other != null && !other.equals(home)) {
      throw new MismatchException(
          source,
          String.format(
              Locale.ROOT, "expected its %s in %s as others, found it in %s", kind, other, home));
    }
  }

  /** Returns the partitions of the frames that the records are about. */
  Set<TopicPartition> frames() {
    return homes.keySet();
  }

  /** Returns the records that are not what the topic holds. */
  SkippedRecords skipped() {
    return skipped;
  }

  /**
   * Returns the records about the frames of this partition, in order. It reads while the stream is
   * consumed; the caller closes it.
   */
  Stream<PublishedRecord> of(TopicPartition frames) {
    TopicPartition home = homes.get(frames);
    if (home == null) {
      return Stream.empty();
    }
    return log.records(Map.of(home, ends.getOrDefault(home, 0L)), key, 0)
        .map(reader::read)
        .filter(one -> partition(one) == frames.partition());
  }

  /** Returns the partition of the frame that a record names; -1 if it names none. */
  private static int partition(PublishedRecord published) {
    if (published instanceof PublishedRecord.Whole whole) {
      return whole.prediction().source().partition();
    }
    RecordPosition frame = ((PublishedRecord.Malformed) published).frame();
    return frame == null ? -1 : frame.partition();
  }

  /** Returns whether records about the frames of this partition may have been removed. */
  boolean hasLostAny(TopicPartition frames) {
    TopicPartition home = homes.get(frames);
    Collection<TopicPartition> possible = home == null ? ends.keySet() : List.of(home);
    return possible.stream().anyMatch(partition -> log.first(partition) > 0);
  }
}
