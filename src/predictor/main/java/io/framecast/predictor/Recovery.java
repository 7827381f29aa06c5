package io.framecast.predictor;

import io.framecast.predictor.checkpoints.CheckpointReader;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Position;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the streams of newly assigned partitions back, a slice at a time, so that the group is
 * never kept waiting and other partitions go on.
 *
 * <pre>
 *   begin -> what is committed? -> its checkpoints, to the end that they had then -> input from the
 *   first frame needed, in silence up to what is committed -> settled: ours to answer
 * </pre>
 *
 * The order matters. What is committed is asked first and is stable (no transaction on it is open);
 * the checkpoints are then read to their high watermark, not to what is committed of them by now: a
 * marker that is still under way would else hide a birth that belongs to the committed offset.
 */
final class Recovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final Duration ASK = Duration.ofMillis(500);
  private static final Duration READ = Duration.ofMillis(100);
  private static final long STUCK_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SAY_NANOS = Duration.ofSeconds(2).toNanos();

  private final Consumer<byte[], byte[]> input;
  private final Supplier<Consumer<byte[], byte[]>> makeReader;
  private final Admin admin;
  private final Abandoned abandoned;
  private final Topics topics;
  private final Assignment assignment;
  private final boolean beginsAtTheEnd;

  private final Set<TopicPartition> unknown = new HashSet<>();
  private final Map<TopicPartition, Load> loading = new HashMap<>(); // by input partition
  private final Map<TopicPartition, Long> replaying = new HashMap<>(); // to this offset
  private final Map<TopicPartition, Long> readTo = new HashMap<>(); // of the checkpoints
  private @Nullable Consumer<byte[], byte[]> reader;
  private boolean begun;
  private long moved = System.nanoTime();
  private long said = System.nanoTime();
  private volatile Progress progress = Progress.DONE;

  /** Checkpoints of one partition being read; its log begins at {@code first}. */
  private record Load(Position told, long first, long highWatermark, CheckpointReader pieces) {}

  /**
   * How far it is.
   *
   * @param partitions that are not settled yet
   * @param checkpoints records that are not read yet
   * @param frames records that are not replayed yet
   */
  record Progress(int partitions, long checkpoints, long frames) {
    static final Progress DONE = new Progress(0, 0, 0);

    boolean done() {
      return partitions == 0;
    }

    @Override
    public String toString() {
      return done()
          ? "done"
          : partitions
              + " partitions, "
              + checkpoints
              + " checkpoint records to read, "
              + frames
              + " frames to replay";
    }
  }

  Recovery(
      Consumer<byte[], byte[]> input,
      Supplier<Consumer<byte[], byte[]>> makeReader,
      Admin admin,
      Abandoned abandoned,
      Topics topics,
      Assignment assignment,
      boolean beginsAtTheEnd) {
    this.input = input;
    this.makeReader = makeReader;
    this.admin = admin;
    this.abandoned = abandoned;
    this.topics = topics;
    this.assignment = assignment;
    this.beginsAtTheEnd = beginsAtTheEnd;
  }

  /** These partitions are ours, and nothing is known of them. */
  void begin(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      assignment.owner(partition).begin(Long.MAX_VALUE);
      loading.remove(partition);
      readTo.remove(partition);
      replaying.remove(partition);
      unknown.add(partition);
      // any position will do: without one, the next poll would wait for what is committed
      input.seek(partition, 0);
    }
    input.pause(partitions);
    begun = true;
    moved = System.nanoTime();
    say();
  }

  boolean pending() {
    return !unknown.isEmpty() || !loading.isEmpty() || !replaying.isEmpty();
  }

  /** May be asked by any thread. */
  Progress progress() {
    return progress;
  }

  /**
   * One slice of what there is to do before input can be replayed.
   *
   * @throws UnknownTopicOrPartitionException when a topic is gone; to {@link #begin} again
   * @throws KafkaException when the broker does not answer; to be tried again
   */
  void advance() throws InterruptedException {
    unknown.removeIf(partition -> !assignment.owns(partition));
    loading.keySet().removeIf(partition -> !assignment.owns(partition));
    replaying.keySet().removeIf(partition -> !assignment.owns(partition));
    if (begun) {
      begun = false;
      abandoned.end(written());
    }
    planWhatCanBe();
    readWhatIsThere();
    if (unknown.isEmpty() && loading.isEmpty()) {
      moved = System.nanoTime();
    } else if (System.nanoTime() - moved > STUCK_NANOS) {
      moved = System.nanoTime();
      abandoned.end(written());
      lookForTheEnd();
    }
    say();
  }

  private void planWhatCanBe() throws InterruptedException {
    try {
      if (!unknown.isEmpty()) {
        plan();
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      LOG.debug("not yet known", e);
    }
  }

  private void readWhatIsThere() {
    try {
      if (loading.isEmpty()) {
        closeReader();
      } else {
        read();
      }
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      LOG.debug("not yet there", e);
    } catch (InvalidOffsetException e) {
      beginAgain(loading.keySet());
    }
  }

  /** Checkpoints that were deleted, and made again, do not reach as far as they did. */
  private void lookForTheEnd() throws InterruptedException {
    Set<TopicPartition> shorter = new HashSet<>();
    highWatermarks(loading.keySet())
        .forEach(
            (partition, end) -> {
              Load load = loading.get(partition);
              if (load != null && end < load.highWatermark) {
                shorter.add(partition);
              }
            });
    beginAgain(shorter);
  }

  private void beginAgain(Set<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      LOG.warn("checkpoints of {} are gone before they were read", partitions);
      begin(Set.copyOf(partitions));
    }
  }

  /** Partitions that nobody else may write to while these are ours. */
  private Set<TopicPartition> written() {
    Set<TopicPartition> written = new HashSet<>();
    for (Set<TopicPartition> some : List.of(unknown, loading.keySet())) {
      for (TopicPartition partition : some) {
        for (String topic : List.of(topics.predictions(), topics.scores(), topics.checkpoints())) {
          written.add(new TopicPartition(topic, partition.partition()));
        }
      }
    }
    return written;
  }

  /** From where to where, for each partition of which that is not known. */
  private void plan() throws InterruptedException {
    Set<TopicPartition> asked = Set.copyOf(unknown);
    Map<TopicPartition, OffsetAndMetadata> committed = input.committed(asked, ASK);
    Map<TopicPartition, Long> begins = input.beginningOffsets(asked, ASK);
    Map<TopicPartition, Long> ends = input.endOffsets(asked, ASK);
    Map<TopicPartition, Long> watermarks = highWatermarks(asked);
    for (TopicPartition partition : asked) {
      OffsetAndMetadata offset = committed.get(partition);
      long first = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      long next = offset == null ? (beginsAtTheEnd ? end : first) : offset.offset();
      if (offset != null && (next < first || next > end)) {
        LOG.warn(
            "{}: expected offset {} to go on with, found a log from {} to {}",
            partition,
            next,
            first,
            end);
        next = first;
      }
      Position told = Position.parse(offset == null ? null : offset.metadata());
      assignment.owner(partition).begin(next);
      loading.put(
          partition,
          new Load(told, first, watermarks.getOrDefault(partition, 0L), new CheckpointReader()));
      unknown.remove(partition);
    }
    moved = System.nanoTime();
    // also of those that were being read when they had to begin again
    assignReader().seekToBeginning(asked.stream().map(this::checkpoints).toList());
  }

  private Map<TopicPartition, Long> highWatermarks(Set<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(checkpoints(partition), OffsetSpec.latest()));
    Map<TopicPartition, Long> watermarks = new HashMap<>();
    try {
      admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((p, info) -> watermarks.put(frames(p), info.offset()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
    return watermarks;
  }

  private TopicPartition checkpoints(TopicPartition input) {
    return new TopicPartition(topics.checkpoints(), input.partition());
  }

  private TopicPartition frames(TopicPartition checkpoints) {
    return new TopicPartition(topics.frames(), checkpoints.partition());
  }

  private Consumer<byte[], byte[]> assignReader() {
    Consumer<byte[], byte[]> open = reader;
    if (open == null) {
      open = makeReader.get();
      reader = open;
    }
    Set<TopicPartition> wanted =
        loading.keySet().stream().map(this::checkpoints).collect(Collectors.toSet());
    if (!open.assignment().equals(wanted)) {
      open.assign(wanted);
    }
    return open;
  }

  private void read() {
    Consumer<byte[], byte[]> open = assignReader();
    for (ConsumerRecord<byte[], byte[]> record : open.poll(READ)) {
      moved = System.nanoTime();
      TopicPartition partition = new TopicPartition(topics.frames(), record.partition());
      Load load = loading.get(partition);
      if (load != null && record.offset() < load.highWatermark) {
        CheckpointReader.Read read = load.pieces().read(record);
        if (read != null) {
          assignment.owner(partition).restore(read);
        }
      }
    }
    for (TopicPartition partition : Set.copyOf(loading.keySet())) {
      Load load = loading.get(partition);
      long position = open.position(checkpoints(partition), ASK);
      readTo.put(partition, position);
      if (load != null && position >= load.highWatermark) {
        loading.remove(partition);
        readTo.remove(partition);
        replay(partition, load);
      }
    }
    assignReader();
  }

  private void replay(TopicPartition partition, Load load) {
    PartitionStreams streams = assignment.owner(partition);
    load.pieces().incomplete().forEach(streams::damaged);
    long from = streams.replayFrom(load.told, load.first);
    LOG.info(
        "{}: {} streams from checkpoints, frames from {} to {} to replay{}",
        partition,
        streams.size(),
        from,
        streams.served(),
        streams.rebuilding()
            ? "; expected %d streams, the missing ones are built from the log"
                .formatted(load.told.streams())
            : "");
    replaying.put(partition, streams.served());
    input.seek(partition, from);
    input.resume(List.of(partition));
  }

  /** Partitions whose input has been read to where it is no longer silent. */
  Set<TopicPartition> replayed() {
    Set<TopicPartition> replayed = new HashSet<>();
    replaying.forEach(
        (partition, end) -> {
          if (assignment.owns(partition) && input.position(partition) >= end) {
            replayed.add(partition);
          }
        });
    return replayed;
  }

  /** They are ours to answer. */
  void settled(Set<TopicPartition> partitions) {
    replaying.keySet().removeAll(partitions);
    say();
  }

  private void say() {
    long checkpoints = 0;
    for (Map.Entry<TopicPartition, Load> load : loading.entrySet()) {
      checkpoints += load.getValue().highWatermark - readTo.getOrDefault(load.getKey(), 0L);
    }
    long frames = 0;
    for (Map.Entry<TopicPartition, Long> replay : replaying.entrySet()) {
      if (assignment.owns(replay.getKey())) {
        frames += Math.max(0, replay.getValue() - input.position(replay.getKey()));
      }
    }
    Progress now =
        new Progress(unknown.size() + loading.size() + replaying.size(), checkpoints, frames);
    progress = now;
    if (!now.done() && System.nanoTime() - said > SAY_NANOS) {
      said = System.nanoTime();
      LOG.info("restoring: {}", now);
    }
  }

  private void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() {
    closeReader();
  }
}
