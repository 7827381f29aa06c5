package io.framecast.predictor.consumer;

import io.framecast.predictor.checkpoints.CheckpointAssembler;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import io.framecast.predictor.offsets.HighWatermarks;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.RecordText;
import io.framecast.topics.ThrottledLog;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partitions of the checkpoints topic in slices, each from its beginning to the high
 * watermark that it had when reading began. A partition is named by the partition of the frames
 * topic that it belongs to.
 */
final class CheckpointTopicReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration POSITION_TIMEOUT = Duration.ofMillis(500);

  private final ThrottledLog log = new ThrottledLog();
  private final IntFunction<Consumer<byte[], byte[]>> make;
  private final HighWatermarks watermarks;
  private final Topics topics;
  private final UnreadableRecords unreadable;
  private final Map<TopicPartition, Reading> reading = new HashMap<>();
  private @Nullable Consumer<byte[], byte[]> consumer;

  private static final class Reading {
    final long end;
    final CheckpointAssembler assembler;
    long position;

    Reading(long end, UnreadableRecords unreadable) {
      this.end = end;
      this.assembler = new CheckpointAssembler(unreadable);
    }
  }

  /**
   * Reads the checkpoints of these topics.
   *
   * @param make makes a consumer with this number of records per poll, once there is something to
   *     read
   */
  CheckpointTopicReader(
      IntFunction<Consumer<byte[], byte[]>> make, HighWatermarks watermarks, Topics topics) {
    this(make, watermarks, topics, new UnreadableRecords());
  }

  /**
   * Reads the checkpoints of these topics and counts unreadable records.
   *
   * @param unreadable counts records that belong to no stream
   */
  CheckpointTopicReader(
      IntFunction<Consumer<byte[], byte[]>> make,
      HighWatermarks watermarks,
      Topics topics,
      UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    this.make = make;
    this.watermarks = watermarks;
    this.topics = topics;
  }

  /** Starts to read these partitions from their beginning, even if they are being read. */
  void begin(Set<TopicPartition> partitions) throws InterruptedException {
    Map<TopicPartition, Long> ends = ends(partitions);
    partitions.forEach(p -> reading.put(p, new Reading(ends.getOrDefault(p, 0L), unreadable)));
    assigned().seekToBeginning(partitions.stream().map(this::checkpoints).toList());
  }

  /** Stops reading all partitions but these. */
  void retain(Predicate<TopicPartition> wanted) {
    reading.keySet().removeIf(wanted.negate());
  }

  /**
   * Reads one slice.
   *
   * @param found takes what each record completes, in the log's order
   * @return the partitions that are read to their end, and for each the streams whose checkpoint
   *     lacks parts, with the number that it should have
   * @throws InvalidOffsetException if records were deleted meanwhile: the caller begins again
   */
  Map<TopicPartition, Map<String, Integer>> read(
      BiConsumer<TopicPartition, CheckpointAssembler.Read> found) {
    Map<TopicPartition, Map<String, Integer>> ended = new HashMap<>();
    if (reading.isEmpty()) {
      close();
      return ended;
    }
    Consumer<byte[], byte[]> open = assigned();
    RecordPoller poller = new RecordPoller(open, () -> make.apply(1));
    for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
      TopicPartition partition = new TopicPartition(topics.frames(), record.partition());
      if (isOfOtherFrames(record)) {
        continue;
      }
      Reading current = reading.get(partition);
      CheckpointAssembler.Read read =
          current == null || record.offset() >= current.end ? null : current.assembler.read(record);
      if (read != null) {
        found.accept(partition, read);
      }
    }
    reading.forEach(
        (partition, current) -> {
          current.position = open.position(checkpoints(partition), POSITION_TIMEOUT);
          if (current.position >= current.end) {
            ended.put(partition, current.assembler.incomplete());
          }
        });
    reading.keySet().removeAll(ended.keySet());
    return ended;
  }

  /**
   * Returns whether the checkpoint is of another topic of frames, whose predictor still needs it:
   * this one was perhaps started with a wrong name.
   */
  private boolean isOfOtherFrames(ConsumerRecord<byte[], byte[]> record) {
    String frames = HeaderText.text(record.headers(), CheckpointRecords.FRAMES);
    if (frames == null || frames.equals(topics.frames())) {
      return false;
    }
    log.log(
        times ->
            LOG.warn(
                "{} holds checkpoints of streams of {}: they are left alone, as this predictor serves"
                    + " {}; correct framecast.topics.frames, or give each topic of frames a"
                    + " framecast.topics.checkpoints of its own",
                record.topic(),
                RecordText.quote(frames),
                topics.frames()));
    return true;
  }

  /** Returns how many offsets are not read yet. */
  long remaining() {
    return reading.values().stream().mapToLong(r -> Math.max(0, r.end - r.position)).sum();
  }

  /** Returns the partitions that are shorter than when reading began: deleted or recreated. */
  Set<TopicPartition> truncated() throws InterruptedException {
    Map<TopicPartition, Long> now = ends(reading.keySet());
    Set<TopicPartition> truncated = new HashSet<>();
    reading.forEach(
        (partition, current) -> {
          if (now.getOrDefault(partition, 0L) < current.end) {
            truncated.add(partition);
          }
        });
    return truncated;
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
