package io.framecast.predictor.group;

import io.framecast.predictor.checkpoints.CheckpointReader;
import io.framecast.predictor.offsets.Watermarks;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints topic as it is read back, a slice at a time: some partitions of it, each from its
 * beginning to the high watermark that it had when it was begun with. A partition is named by the
 * one of the frames topic that it belongs to.
 */
final class CheckpointLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofMillis(500);

  private final IntFunction<Consumer<byte[], byte[]>> make;
  private final Watermarks watermarks;
  private final Topics topics;
  private final UnreadableRecords unreadable;
  private final Map<TopicPartition, Reading> reading = new HashMap<>();
  private @Nullable Consumer<byte[], byte[]> consumer;

  private static final class Reading {
    final long end;
    final CheckpointReader pieces;
    long position;

    Reading(long end, UnreadableRecords unreadable) {
      this.end = end;
      this.pieces = new CheckpointReader(unreadable);
    }
  }

  /**
   * Of this topic.
   *
   * @param make a consumer that polls so many records, whenever there is something to read
   */
  CheckpointLog(IntFunction<Consumer<byte[], byte[]>> make, Watermarks watermarks, Topics topics) {
    this(make, watermarks, topics, new UnreadableRecords());
  }

  /**
   * The same.
   *
   * @param unreadable counts records that are of no stream
   */
  CheckpointLog(
      IntFunction<Consumer<byte[], byte[]>> make,
      Watermarks watermarks,
      Topics topics,
      UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    this.make = make;
    this.watermarks = watermarks;
    this.topics = topics;
  }

  /** Reads these from their beginning, also those that were being read. */
  void begin(Set<TopicPartition> partitions) throws InterruptedException {
    Map<TopicPartition, Long> ends = ends(partitions);
    partitions.forEach(p -> reading.put(p, new Reading(ends.getOrDefault(p, 0L), unreadable)));
    assigned().seekToBeginning(partitions.stream().map(this::checkpoints).toList());
  }

  /** Goes on with these only. */
  void keep(Predicate<TopicPartition> wanted) {
    reading.keySet().removeIf(wanted.negate());
  }

  /**
   * One slice.
   *
   * @param found what a record completes, in the log's order
   * @return partitions that have been read to their end, and of each the streams of whose
   *     checkpoint parts are missing
   * @throws InvalidOffsetException when records were deleted meanwhile: to begin again
   */
  Map<TopicPartition, Set<String>> read(BiConsumer<TopicPartition, CheckpointReader.Read> found) {
    Map<TopicPartition, Set<String>> ended = new HashMap<>();
    if (reading.isEmpty()) {
      close();
      return ended;
    }
    Consumer<byte[], byte[]> open = assigned();
    RecordPoller poller = new RecordPoller(open, () -> make.apply(1));
    for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
      TopicPartition partition = new TopicPartition(topics.frames(), record.partition());
      Reading of = reading.get(partition);
      CheckpointReader.Read read =
          of == null || record.offset() >= of.end ? null : of.pieces.read(record);
      if (read != null) {
        found.accept(partition, read);
      }
    }
    reading.forEach(
        (partition, of) -> {
          of.position = open.position(checkpoints(partition), ASK);
          if (of.position >= of.end) {
            ended.put(partition, of.pieces.incomplete());
          }
        });
    reading.keySet().removeAll(ended.keySet());
    return ended;
  }

  /** Offsets that are not read yet. */
  long left() {
    return reading.values().stream().mapToLong(of -> Math.max(0, of.end - of.position)).sum();
  }

  /** Those that do not reach as far any more as they did: deleted, and perhaps made again. */
  Set<TopicPartition> shorter() throws InterruptedException {
    Map<TopicPartition, Long> now = ends(reading.keySet());
    Set<TopicPartition> shorter = new HashSet<>();
    reading.forEach(
        (partition, of) -> {
          if (now.getOrDefault(partition, 0L) < of.end) {
            shorter.add(partition);
          }
        });
    return shorter;
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    watermarks
        .of(partitions.stream().map(this::checkpoints).collect(Collectors.toSet()))
        .forEach((p, end) -> ends.put(new TopicPartition(topics.frames(), p.partition()), end));
    return ends;
  }

  private TopicPartition checkpoints(TopicPartition frames) {
    return new TopicPartition(topics.checkpoints(), frames.partition());
  }

  private Consumer<byte[], byte[]> assigned() {
    Consumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = make.apply(RecordPoller.MOST_RECORDS);
      consumer = open;
    }
    Set<TopicPartition> wanted =
        reading.keySet().stream().map(this::checkpoints).collect(Collectors.toSet());
    if (!open.assignment().equals(wanted)) {
      open.assign(wanted);
    }
    return open;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }
}
