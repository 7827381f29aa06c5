package io.framecast.predictor.group;

import io.framecast.predictor.offsets.RestorePlan;
import io.framecast.predictor.offsets.RestorePlanner;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Brings the streams of newly assigned partitions back, a slice at a time, so that the group never
 * waits and other partitions go on. {@link RestoreState} draws the states of a partition.
 *
 * <p>The order matters. What is committed is asked first and is stable (no transaction on it is
 * open); the checkpoints are then read to their high watermark, not to what is committed of them by
 * now: a marker that is still under way would else hide a birth that belongs to the committed
 * offset.
 */
final class StateRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(StateRestorer.class);
  private static final long STUCK_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SAY_NANOS = Duration.ofSeconds(2).toNanos();

  private final Consumer<byte[], byte[]> input;
  private final RecordBuffer buffer;
  private final CheckpointLog checkpoints;
  private final OpenTransactions open;
  private final Topics topics;
  private final Assignment assignment;
  private final RestorePlanner planner;

  private final Map<TopicPartition, PartitionRestore> restores = new HashMap<>();
  private boolean begun;
  private long moved = System.nanoTime();
  private long said = System.nanoTime();
  private volatile RestoreProgress progress = RestoreProgress.DONE;

  /** Ends transactions that others have left open on these partitions. */
  interface OpenTransactions {
    void end(Set<TopicPartition> partitions) throws InterruptedException;
  }

  /**
   * Of one member.
   *
   * @param input its consumer
   * @param buffer of that consumer's records
   * @param open of owners before us
   * @param planner says where each partition goes on
   */
  StateRestorer(
      Consumer<byte[], byte[]> input,
      RecordBuffer buffer,
      CheckpointLog checkpoints,
      OpenTransactions open,
      Topics topics,
      Assignment assignment,
      RestorePlanner planner) {
    this.input = input;
    this.buffer = buffer;
    this.checkpoints = checkpoints;
    this.open = open;
    this.topics = topics;
    this.assignment = assignment;
    this.planner = planner;
  }

  /** Records to read are gone: the log may not be the one of which an offset is committed. */
  void begin(InvalidOffsetException gone) {
    planner.doubt(gone.partitions());
    begin(gone.partitions());
  }

  /** These partitions are ours, and nothing is known of them. */
  void begin(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      assignment.owner(partition).begin(Long.MAX_VALUE);
      restores.put(partition, PartitionRestore.BEGUN);
      // any position will do: without one, the next poll would wait for what is committed
      input.seek(partition, 0);
    }
    input.pause(partitions);
    buffer.drop(partitions);
    planner.forget(partitions);
    begun = true;
    moved = System.nanoTime();
    reportProgress();
  }

  boolean pending() {
    return !restores.isEmpty();
  }

  /** May be asked by any thread. */
  RestoreProgress progress() {
    return progress;
  }

  /**
   * One slice of what there is to do before input can be replayed.
   *
   * @throws UnknownTopicOrPartitionException when a topic is gone; to {@link #begin} again
   * @throws KafkaException when the broker does not answer; to be tried again
   */
  void advance() throws InterruptedException {
    restores.keySet().removeIf(partition -> !assignment.owns(partition));
    checkpoints.keep(in(RestoreState.LOADING)::contains);
    if (begun) {
      begun = false;
      open.end(written());
    }
    RestoreProgress before = progress;
    planWhatCanBe();
    readWhatIsThere();
    reportProgress();
    boolean waits = restores.values().stream().anyMatch(r -> !r.is(RestoreState.REPLAYING));
    if (!waits || !progress.sameButFrames(before)) {
      moved = System.nanoTime();
    } else if (System.nanoTime() - moved > STUCK_NANOS) {
      moved = System.nanoTime();
      open.end(written());
      beginAgain(checkpoints.shorter());
    }
  }

  private void planWhatCanBe() throws InterruptedException {
    try {
      plan(in(RestoreState.PLANNING));
    } catch (TimeoutException e) {
      LOG.debug("not yet known", e);
    }
  }

  private void readWhatIsThere() {
    try {
      checkpoints
          .read((partition, read) -> assignment.owner(partition).restore(read))
          .forEach(this::replay);
    } catch (TimeoutException e) {
      LOG.debug("not yet there", e);
    } catch (InvalidOffsetException e) {
      beginAgain(in(RestoreState.LOADING));
    }
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
    restores.forEach(
        (partition, restore) -> {
          if (!restore.is(RestoreState.REPLAYING)) {
            for (String topic :
                List.of(topics.predictions(), topics.scores(), topics.checkpoints())) {
              written.add(new TopicPartition(topic, partition.partition()));
            }
          }
        });
    return written;
  }

  private void advance(TopicPartition partition, RestoreState next, RestorePlan plan) {
    restores.computeIfPresent(partition, (p, restore) -> restore.advance(next, plan));
  }

  /** Returns the partitions whose restore is in this state. */
  private Set<TopicPartition> in(RestoreState state) {
    Set<TopicPartition> partitions = new HashSet<>();
    restores.forEach(
        (partition, restore) -> {
          if (restore.is(state)) {
            partitions.add(partition);
          }
        });
    return partitions;
  }

  /** From where to where, for each partition of which that is not known. */
  private void plan(Set<TopicPartition> partitions) throws InterruptedException {
    if (partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, RestorePlan> plans = planner.plan(partitions);
    checkpoints.begin(plans.keySet());
    plans.forEach((partition, plan) -> assignment.owner(partition).begin(plan.next()));
    plans.forEach((partition, plan) -> advance(partition, RestoreState.LOADING, plan));
  }

  /** Its checkpoints are read; of these streams there are parts only. */
  private void replay(TopicPartition partition, Set<String> incomplete) {
    PartitionRestore loaded = restores.get(partition);
    RestorePlan planned = loaded == null ? null : loaded.plan();
    if (loaded == null || planned == null || !loaded.is(RestoreState.LOADING)) {
      return;
    }
    PartitionProcessor streams = assignment.owner(partition);
    incomplete.forEach(streams::damaged);
    RestorePlan plan;
    try {
      plan = planner.withCheckpoints(partition, planned, streams.saved());
    } catch (KafkaException e) {
      begin(Set.of(partition));
      throw e;
    }
    streams.answerFrom(plan.next());
    if (plan.source() == RestorePlan.Source.NEW_LOG) {
      streams.loseAll();
    }
    long from = streams.replayFrom(plan.position(), plan.first());
    about(Level.INFO, partition)
        .addKeyValue("offset", from)
        .log(
            "{} streams from checkpoints, frames from this offset to {} to replay{}",
            streams.size(),
            streams.committedOffset(),
            streams.rebuilding()
                ? "; expected %d streams, the missing ones are built from the log"
                    .formatted(plan.position().streams())
                : "");
    advance(partition, RestoreState.REPLAYING, plan);
    input.seek(partition, from);
    input.resume(List.of(partition));
  }

  private static LoggingEventBuilder about(Level level, TopicPartition partition) {
    return LOG.atLevel(level)
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition());
  }

  /** Returns the offset up to which records of the partition may be processed by now. */
  long readyTo(TopicPartition partition) {
    PartitionRestore restore = restores.get(partition);
    RestorePlan replay = restore == null ? null : restore.replay();
    return replay == null ? Long.MAX_VALUE : replay.next();
  }

  /**
   * Returns the partitions whose input has been processed to where it is no longer silent, and of
   * each the epoch of the leader that wrote the frame before, where it is known.
   */
  Map<TopicPartition, Optional<Integer>> replayed() {
    Map<TopicPartition, Optional<Integer>> replayed = new HashMap<>();
    restores.forEach(
        (partition, restore) -> {
          RestorePlan replay = restore.replay();
          if (replay != null
              && assignment.owns(partition)
              && buffer.position(partition) >= replay.next()) {
            replayed.put(partition, replay.epoch());
          }
        });
    return replayed;
  }

  /** They are ours to answer. */
  void settled(Set<TopicPartition> partitions) {
    restores.keySet().removeAll(partitions);
    planner.settled(partitions);
    LOG.info("restored {}", partitions);
    reportProgress();
  }

  private void reportProgress() {
    long frames = 0;
    for (Map.Entry<TopicPartition, PartitionRestore> restore : restores.entrySet()) {
      RestorePlan replay = restore.getValue().replay();
      if (replay != null && assignment.owns(restore.getKey())) {
        frames += Math.max(0, replay.next() - buffer.position(restore.getKey()));
      }
    }
    RestoreProgress now = new RestoreProgress(restores.size(), checkpoints.left(), frames);
    progress = now;
    if (!now.done() && System.nanoTime() - said > SAY_NANOS) {
      said = System.nanoTime();
      LOG.info("restoring: {}", now);
    }
  }
}
