package io.framecast.predictor.consumer;

import io.framecast.frames.Count;
import io.framecast.predictor.offsets.RestorePlan;
import io.framecast.predictor.offsets.RestorePlanner;
import io.framecast.predictor.streams.PartitionProcessor;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

/**
 * Restores the streams of newly assigned partitions in slices, so that the group never waits and
 * other partitions continue. {@link RestoreState} draws the states of a partition.
 *
 * <p>The order matters. The committed offset is read first and is stable (no open transaction
 * includes it). Then the checkpoints are read to their high watermark, not only to their last
 * stable offset: a transaction marker that is not written yet would hide the first checkpoint of a
 * stream that belongs to the committed offset.
 */
final class StateRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(StateRestorer.class);
  private static final long STUCK_NANOS = Duration.ofMillis(500).toNanos();
  private static final long REPORT_NANOS = Duration.ofSeconds(2).toNanos();

  private final Consumer<byte[], byte[]> input;
  private final RecordBuffer buffer;
  private final CheckpointTopicReader checkpoints;
  private final OpenTransactions open;
  private final Assignment assignment;
  private final RestorePlanner planner;
  private final PlanningBackoff backoff = new PlanningBackoff();

  private final Map<TopicPartition, PartitionRestore> restores = new HashMap<>();
  private boolean mustFence;
  private long lastAdvance = System.nanoTime();
  private long lastReport = System.nanoTime();
  private volatile RestoreProgress progress = RestoreProgress.DONE;

  /** Ends other producers' open transactions on the output of these partitions of frames. */
  interface OpenTransactions {
    void fence(Set<TopicPartition> partitions) throws InterruptedException;
  }

  /**
   * Restores the partitions of one consumer.
   *
   * @param input the consumer
   * @param buffer holds the consumer's records
   * @param open fences transactions of former owners
   * @param planner finds the offset at which each partition continues
   */
  StateRestorer(
      Consumer<byte[], byte[]> input,
      RecordBuffer buffer,
      CheckpointTopicReader checkpoints,
      OpenTransactions open,
      Assignment assignment,
      RestorePlanner planner) {
    this.input = input;
    this.buffer = buffer;
    this.checkpoints = checkpoints;
    this.open = open;
    this.assignment = assignment;
    this.planner = planner;
  }

  /** Starts again after records were deleted: the topic may be another one than before. */
  void begin(InvalidOffsetException gone) {
    planner.doubt(gone.partitions());
    begin(gone.partitions());
  }

  /** Starts to restore these assigned partitions. */
  void begin(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      assignment.streamsOf(partition).begin(Long.MAX_VALUE);
      restores.put(partition, PartitionRestore.BEGUN);
      // any position: without one, the next poll waits for the committed offset
      input.seek(partition, 0);
    }
    input.pause(partitions);
    buffer.drop(partitions);
    planner.forget(partitions);
    backoff.reset();
    mustFence = true;
    lastAdvance = System.nanoTime();
    reportProgress();
  }

  /** Returns whether any partition is being restored. */
  boolean isRestoring() {
    return !restores.isEmpty();
  }

  /** Returns the progress; any thread may ask. */
  RestoreProgress progress() {
    return progress;
  }

  /**
   * Does one slice of the work that precedes a replay.
   *
   * @throws UnknownTopicOrPartitionException if a topic is gone; the caller {@link #begin}s again
   * @throws KafkaException if the broker does not answer; the caller tries again
   */
  void advance() throws InterruptedException {
    restores.keySet().removeIf(partition -> !assignment.hasPartition(partition));
    checkpoints.retain(in(RestoreState.LOADING)::contains);
    if (mustFence) {
      mustFence = false;
      open.fence(beforeReplay());
    }
    RestoreProgress before = progress;
    planPartitions();
    readCheckpoints();
    reportProgress();
    if (beforeReplay().isEmpty() || !progress.hasSameCheckpoints(before)) {
      lastAdvance = System.nanoTime();
    } else if (System.nanoTime() - lastAdvance > STUCK_NANOS) {
      lastAdvance = System.nanoTime();
      open.fence(beforeReplay());
      beginAgain(checkpoints.truncated());
    }
  }

  /** Plans partitions; while others are served, attempts that fail become rarer. */
  private void planPartitions() throws InterruptedException {
    if (!backoff.isDue()) {
      return;
    }
    try {
      plan(in(RestoreState.PLANNING));
      backoff.reset();
    } catch (TimeoutException e) {
      LOG.debug("committed offsets or ends of checkpoints cannot be read yet", e);
      if (restores.size() < assignment.partitions().size()) {
        backoff.fail();
      }
    }
  }

  private void readCheckpoints() {
    try {
      checkpoints
          .read((partition, read) -> assignment.streamsOf(partition).restore(read))
          .forEach(this::replay);
    } catch (TimeoutException e) {
      LOG.debug("checkpoints cannot be read yet", e);
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

  /** Returns the partitions whose committed offset and checkpoints are not read yet. */
  private Set<TopicPartition> beforeReplay() {
    Set<TopicPartition> partitions = in(RestoreState.PLANNING);
    partitions.addAll(in(RestoreState.LOADING));
    return partitions;
  }

  private void advance(TopicPartition partition, RestoreState next, RestorePlan plan) {
    restores.computeIfPresent(partition, (p, restore) -> restore.advance(next, plan));
  }

  /** Returns the partitions whose restore is in this state. */
  private Set<TopicPartition> in(RestoreState state) {
    Set<TopicPartition> partitions = new HashSet<>();
    restores.forEach(
        (partition, restore) -> {
          if (restore.isIn(state)) {
            partitions.add(partition);
          }
        });
    return partitions;
  }

  /** Finds out where these partitions continue, and starts to read their checkpoints. */
  private void plan(Set<TopicPartition> partitions) throws InterruptedException {
    if (partitions.isEmpty()) {
      return;
    }
    TimeoutException failure = null;
    for (Map.Entry<TopicPartition, RestorePlan> planned : planner.plan(partitions).entrySet()) {
      TopicPartition partition = planned.getKey();
      RestorePlan plan = planned.getValue();
      try {
        checkpoints.begin(Set.of(partition)); // each alone: one may have no leader
        assignment.streamsOf(partition).begin(plan.next());
        advance(partition, RestoreState.LOADING, plan);
      } catch (TimeoutException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Starts the replay of a partition whose checkpoints are read.
   *
   * @param incomplete streams whose checkpoint lacks parts, and the number that it should have
   */
  private void replay(TopicPartition partition, Map<String, Integer> incomplete) {
    PartitionRestore loaded = restores.get(partition);
    RestorePlan planned = loaded == null ? null : loaded.plan();
    if (loaded == null || planned == null || !loaded.isIn(RestoreState.LOADING)) {
      return;
    }
    PartitionProcessor streams = assignment.streamsOf(partition);
    incomplete.forEach(streams::skipIncomplete);
    RestorePlan plan;
    try {
      plan = planner.withCheckpoints(partition, planned, streams.savedStreams());
    } catch (KafkaException e) {
      begin(Set.of(partition));
      throw e;
    }
    streams.setFirstPublishedOffset(plan.next());
    if (plan.source() == RestorePlan.OffsetSource.NEW_LOG) {
      streams.resetAll();
    }
    long from = streams.prepareReplay(plan.metadata(), plan.first());
    LOG.atInfo()
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition())
        .addKeyValue("offset", from)
        .log(
            "{} loaded from checkpoints, replaying frames from this offset to {}{}",
            Count.of(streams.size(), "stream"),
            streams.firstPublishedOffset(),
            streams.isRebuilding()
                ? String.format(
                    Locale.ROOT,
                    "; expected %s, the missing ones are rebuilt from the log",
                    Count.of(plan.metadata().streams(), "stream"))
                : "");
    advance(partition, RestoreState.REPLAYING, plan);
    input.seek(partition, from);
    input.resume(List.of(partition));
  }

  /** Returns the offset up to which records of the partition may be processed now. */
  long readyTo(TopicPartition partition) {
    PartitionRestore restore = restores.get(partition);
    RestorePlan replay = restore == null ? null : restore.replay();
    return replay == null ? Long.MAX_VALUE : replay.next();
  }

  /**
   * Returns the partitions that are replayed up to their committed offset, each with the epoch of
   * the leader that wrote the frame before that offset, if it is known.
   */
  Map<TopicPartition, Optional<Integer>> findReplayed() {
    Map<TopicPartition, Optional<Integer>> replayed = new HashMap<>();
    restores.forEach(
        (partition, restore) -> {
          RestorePlan replay = restore.replay();
          if (replay != null
              && assignment.hasPartition(partition)
              && buffer.position(partition) >= replay.next()) {
            replayed.put(partition, replay.epoch());
          }
        });
    return replayed;
  }

  /** Ends the restore of these partitions. */
  void complete(Set<TopicPartition> partitions) {
    restores.keySet().removeAll(partitions);
    planner.complete(partitions);
    if (!partitions.isEmpty()) {
      LOG.info("restored {}", partitions);
    }
    reportProgress();
  }

  private void reportProgress() {
    long frames = 0;
    for (Map.Entry<TopicPartition, PartitionRestore> restore : restores.entrySet()) {
      RestorePlan replay = restore.getValue().replay();
      if (replay != null && assignment.hasPartition(restore.getKey())) {
        frames += Math.max(0, replay.next() - buffer.position(restore.getKey()));
      }
    }
    RestoreProgress now = new RestoreProgress(restores.size(), checkpoints.remaining(), frames);
    progress = now;
    if (!now.isDone() && System.nanoTime() - lastReport > REPORT_NANOS) {
      lastReport = System.nanoTime();
      LOG.info("restoring {}", now);
    }
  }
}
