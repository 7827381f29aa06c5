package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a stream back from its checkpoint, and says at the end of the replay what became of it.
 */
final class StreamRestorer {
  private final StreamContext own;
  private final StateHolder holder;
  private final StreamCounters counters;
  private final CheckpointSchedule schedule;

  /** Why the newest record under the stream's key was passed over; null where it was read. */
  private @Nullable String passedOver;

  StreamRestorer(StreamContext own) {
    this.own = own;
    this.holder = own.holder();
    this.counters = own.counters();
    this.schedule = own.schedule();
  }

  /**
   * Becomes what the checkpoint says.
   *
   * @param standsIn so many records
   * @throws InvalidCheckpointException with nothing changed
   */
  void restore(byte[] written, int standsIn) throws InvalidCheckpointException {
    Checkpoint checkpoint = CheckpointFormat.read(written);
    holder.restore(checkpoint);
    passedOver = null;
    own.setPending(null);
    schedule.restored(standsIn);
    counters.restoreFrom(checkpoint);
    if (checkpoint.content() == null) {
      schedule.markDirty(counters.offset() + 1); // a birth is followed by its frame
    }
    own.refreshView(null);
  }

  /**
   * The newest record under the stream's key is no checkpoint of it: the one before it counts, and
   * the frames since then are to be replayed. Without one, the stream is lost.
   *
   * @param standsIn so many records
   * @param next offset of the first frame that was not answered
   */
  void passOver(String reason, int standsIn, long next) {
    boolean isKnown = !holder.isEmpty() || schedule.unsaved() >= 0;
    if (isKnown) {
      schedule.passOver(standsIn);
      passedOver = reason;
    } else {
      schedule.restored(standsIn);
      own.lose(next, reason);
    }
  }

  /**
   * Returns why the newest record under the stream's key was passed over, null where it was not.
   */
  @Nullable String passedOver() {
    return passedOver;
  }

  /** Marks a stream that was found in the log, with no checkpoint. */
  void markRebuilt() {
    own.setPending(new EventDetail.Rebuilt(0)); // counted when it is published
  }

  /** Returns whether {@link #finish} has anything to do. */
  boolean isUnfinished() {
    return own.pending() != null
        || passedOver != null
        || holder.orphan() != null
        || (holder.isEmpty() && !schedule.isEmpty());
  }

  /**
   * Ends the replay: publishes what became of the stream, and its checkpoint where that differs.
   */
  List<Output> finish(WorkerContext worker, boolean isLast) throws MemoryShortageException {
    try {
      holder.load();
      return transact(worker);
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.wantsMemory(e)) {
        throw new MemoryShortageException(e);
      }
      own.lose(
          counters.offset() + 1,
          "expected its state to be brought back, found: " + Failure.describe(e));
      return transact(worker);
    }
  }

  private List<Output> transact(WorkerContext worker) {
    StreamContext.Before before = own.begin();
    boolean isDone = false;
    try {
      prime(worker);
      List<Output> outputs = publish();
      isDone = true;
      return outputs;
    } finally {
      if (isDone) {
        own.commit();
      } else {
        own.rollback(before, worker);
      }
    }
  }

  private List<Output> publish() {
    EventDetail pending = own.pending();
    boolean isWhole = passedOver != null && !holder.isEmpty(); // the log held all that was missing
    List<Output> written;
    if (!holder.isEmpty()) {
      written = own.checkpoint();
    } else if (!schedule.isEmpty()) {
      written = schedule.tombstone();
    } else if (pending instanceof EventDetail.Reset) {
      written = List.of();
    } else {
      own.setPending(null);
      return List.of(); // nothing but refused records
    }
    passedOver = null;
    if (pending == null && !isWhole) {
      own.setPending(new EventDetail.Reset("expected its frames in the log, found none"));
    }
    return Output.concat(written, own.publishPending());
  }

  /** Where its weights are no longer registered, live ones see its last frames. */
  void prime(WorkerContext worker) {
    Checkpoint other = holder.orphan();
    if (other == null) {
      return;
    }
    try {
      int frames = holder.prime(other, worker);
      own.setPending(new EventDetail.Adopted(other.model(), own.model(), frames));
    } catch (RefusedFrameException | PoisonedFrameException | UnservableFrameException e) {
      own.lose(
          counters.offset() + 1,
          EventDetail.missingModel(other.model())
              + " and frames that do not prime: "
              + Failure.describe(e));
    }
  }
}
