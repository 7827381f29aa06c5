package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Restores a stream from its checkpoint, and publishes the result at the end of the replay. */
final class StreamRestorer {
  private final StreamContext context;
  private final StateHolder holder;
  private final StreamCounters counters;
  private final CheckpointSchedule schedule;

  /** The reason why the newest checkpoint was skipped; null if it was read. */
  private @Nullable String skipReason;

  StreamRestorer(StreamContext context) {
    this.context = context;
    this.holder = context.holder();
    this.counters = context.counters();
    this.schedule = context.schedule();
  }

  /**
   * Restores the stream from a checkpoint.
   *
   * @param recordCount number of records that the checkpoint consists of
   * @throws InvalidCheckpointException if it cannot be read; then nothing has changed
   */
  void restore(byte[] written, int recordCount) throws InvalidCheckpointException {
    Checkpoint checkpoint = CheckpointFormat.read(written);
    holder.restore(checkpoint);
    skipReason = null;
    context.setPending(null);
    schedule.recordRestored(recordCount);
    counters.restoreFrom(checkpoint);
    if (checkpoint.content() == null) {
      schedule.markDirty(counters.offset() + 1); // the first frame follows a first checkpoint
    }
    context.refreshView(null);
  }

  /**
   * Skips the newest checkpoint, which cannot be read: the stream continues from the one before it,
   * and the frames since then are replayed. If there is no earlier one, the stream is reset.
   *
   * @param recordCount number of records that the skipped checkpoint consists of
   * @param next offset of the first record that was not processed before
   */
  void skipNewest(String reason, int recordCount, long next) {
    boolean isKnown = !holder.isEmpty() || schedule.unsaved() >= 0;
    if (isKnown) {
      schedule.recordSkipped(recordCount);
      skipReason = reason;
    } else {
      schedule.recordRestored(recordCount);
      context.reset(next, reason);
    }
  }

  /** Returns the reason why the newest checkpoint was skipped, null if it was not. */
  @Nullable String skipReason() {
    return skipReason;
  }

  /** Marks a stream without a checkpoint, which the replay rebuilds from the log. */
  void markRebuilt() {
    context.setPending(new EventDetail.Rebuilt(0)); // publishing sets the count
  }

  /** Returns whether {@link #finish} has anything to do. */
  boolean isUnfinished() {
    return context.pending() != null
        || skipReason != null
        || holder.missingModel() != null
        || context.hasOtherHorizons()
        || (holder.isEmpty() && !schedule.isEmpty());
  }

  /** Returns about how many bytes of a state {@link #finish} writes; 0 after a reset. */
  long checkpointBytes() {
    return isReset() ? 0 : holder.checkpointBytes();
  }

  private boolean isReset() {
    return context.pending() instanceof EventDetail.StreamReset;
  }

  /** Ends the replay; returns the stream's pending event and its new checkpoint. */
  List<Output> finish(WorkerContext worker, boolean isLast) throws MemoryShortageException {
    try {
      if (!isReset()) {
        holder.load();
      }
      return transact(worker);
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.isMemoryShortage(e)) {
        throw new MemoryShortageException(e);
      }
      context.reset(
          counters.offset() + 1,
          "expected its state to be brought back, found: " + Failure.describe(e));
      return transact(worker);
    }
  }

  private List<Output> transact(WorkerContext worker) {
    StreamContext.StreamSnapshot before = context.begin();
    boolean isDone = false;
    try {
      prime(worker);
      List<Output> outputs = publish();
      isDone = true;
      return outputs;
    } finally {
      if (isDone) {
        context.commit();
      } else {
        context.rollback(before, worker);
      }
    }
  }

  private List<Output> publish() {
    EventDetail pending = context.pending();
    boolean isReplayed = skipReason != null || context.hasOtherHorizons();
    boolean isWhole = isReplayed && !holder.isEmpty(); // the replay had all its frames
    List<Output> written;
    if (!holder.isEmpty()) {
      written = isReset() ? context.checkpointAtReset() : context.checkpoint();
    } else if (!schedule.isEmpty()) {
      written = schedule.tombstone();
    } else if (isReset()) {
      written = List.of();
    } else {
      context.setPending(null);
      return List.of(); // all records were refused
    }
    skipReason = null;
    if (pending == null && !isWhole) {
      context.setPending(new EventDetail.StreamReset("expected its frames in the log, found none"));
    }
    return Output.concat(written, context.publishPending());
  }

  /** Primes the live weights with the stream's last frames if its own are no longer registered. */
  void prime(WorkerContext worker) {
    String missing = holder.missingModel();
    if (missing == null) {
      return;
    }
    try {
      int frames = holder.prime(worker);
      context.refreshView(null);
      context.setPending(new EventDetail.WeightsReplaced(missing, context.model(), frames));
    } catch (RefusedFrameException | NonFinitePredictionException | UnservableFrameException e) {
      context.reset(
          counters.offset() + 1,
          EventDetail.missingModel(missing)
              + " and frames that do not prime: "
              + Failure.describe(e));
    }
  }
}
