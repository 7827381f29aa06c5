package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import io.framecast.predictor.streams.StateSlot.Resident;
import io.framecast.topics.PredictionScore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds all data of one stream and writes its checkpoints. {@link #begin} starts a transaction over
 * this data, {@link #rollback} undoes it.
 */
final class StreamContext {
  private final StreamKey key;
  private final StreamSettings settings;
  private final OutputRecords output;
  private final StateHolder holder;
  private final StreamCounters counters = new StreamCounters();
  private final CheckpointSchedule schedule;
  private final WeightSwap swap;
  private boolean checkpointRequired; // a refused record must not be read again
  private long lastFrameNanos = System.nanoTime();
  private @Nullable EventDetail pending; // an event from the restore, not yet published
  private StreamCounters atReset = new StreamCounters();
  private int replayHorizons;
  private volatile @Nullable StreamView view;

  /** Holds the data before a record, except that of {@link StateHolder}. */
  record StreamSnapshot(
      StreamCounters counters,
      CheckpointSchedule.Marks marks,
      String rejectedVersion,
      boolean checkpointRequired,
      @Nullable EventDetail pending,
      @Nullable StreamView view) {}

  StreamContext(
      StreamKey key,
      StateHolder holder,
      CheckpointSchedule schedule,
      WeightSwap swap,
      StreamSettings settings,
      OutputRecords output) {
    this.key = key;
    this.holder = holder;
    this.schedule = schedule;
    this.swap = swap;
    this.settings = settings;
    this.output = output;
    this.replayHorizons = settings.horizons();
  }

  StreamKey key() {
    return key;
  }

  StateHolder holder() {
    return holder;
  }

  StreamCounters counters() {
    return counters;
  }

  CheckpointSchedule schedule() {
    return schedule;
  }

  WeightSwap swap() {
    return swap;
  }

  /** Returns the view after its latest frame; null without a state. Any thread may call it. */
  @Nullable StreamView view() {
    return view;
  }

  /** Returns the version of the stream's weights. */
  String model() {
    return holder.weights().version();
  }

  /** Returns whether the stream has no state, no checkpoint and no pending event. */
  boolean isEmpty() {
    return holder.isEmpty() && schedule.isEmpty() && pending == null;
  }

  /** Returns the event to publish once the partition is restored; null for none. */
  @Nullable EventDetail pending() {
    return pending;
  }

  void setPending(@Nullable EventDetail detail) {
    pending = detail;
  }

  /** Sets how many frames ahead the frames of a replay were predicted. */
  void setReplayHorizons(int horizons) {
    replayHorizons = horizons;
  }

  /** Returns how many frames ahead a frame is, or was, predicted. */
  int horizons(ProcessingMode mode) {
    if (mode.isShed()) {
      return 1;
    }
    return mode.isReplay() ? replayHorizons : settings.horizons();
  }

  /**
   * Returns whether the stream has replayed frames that were predicted with another setting. It
   * needs a checkpoint after them, as the offsets' metadata names one setting only.
   */
  boolean hasOtherHorizons() {
    return replayHorizons != settings.horizons() && schedule.unsaved() >= 0;
  }

  /** Records the clock's time of an accepted frame. */
  void touch() {
    lastFrameNanos = System.nanoTime();
  }

  /** Returns whether a checkpoint must be written with this batch. */
  boolean isCheckpointRequired() {
    return checkpointRequired;
  }

  /**
   * Excludes a refused record, which another owner might accept: a checkpoint must make sure that
   * it is never read again.
   */
  void exclude(long offset) {
    if (!holder.isEmpty()) {
      counters.advance(offset);
      checkpointRequired = true;
    }
  }

  /** Starts a transaction; {@link #commit} or {@link #rollback} must follow. */
  StreamSnapshot begin() {
    holder.begin();
    return new StreamSnapshot(
        counters.copy(),
        schedule.marks(),
        swap.rejectedVersion(),
        checkpointRequired,
        pending,
        view);
  }

  /** Makes the changes since {@link #begin} final. */
  void commit() {
    holder.commit();
  }

  /** Undoes the changes since {@link #begin}. */
  void rollback(StreamSnapshot before, WorkerContext worker) {
    holder.rollback(worker);
    counters.rollback(before.counters);
    schedule.rollback(before.marks);
    swap.rollback(before.rejectedVersion);
    checkpointRequired = before.checkpointRequired;
    pending = before.pending;
    view = before.view;
  }

  /** Returns a checkpoint of the stream; if that fails, throws and changes nothing. */
  List<Output> checkpoint() {
    List<Output> written = schedule.write(counters.offset(), model(), toBytes());
    checkpointRequired = false;
    return written;
  }

  /** Returns a checkpoint at the stream's last reset, from which its frames are replayed. */
  List<Output> checkpointAtReset() {
    return schedule.writeInitial(atReset.toCheckpoint(model(), null));
  }

  /** Returns a checkpoint of the stream; if that fails, resets the stream with an event. */
  List<Output> checkpoint(boolean isLast) throws MemoryShortageException {
    try {
      return checkpoint();
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.isMemoryShortage(e)) {
        throw new MemoryShortageException(e);
      }
      return resetUnwritable(e);
    }
  }

  /** Returns a checkpoint like {@link #checkpoint(boolean)}, at the last attempt. */
  List<Output> checkpointOrReset() {
    try {
      return checkpoint();
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return resetUnwritable(e);
    }
  }

  private List<Output> resetUnwritable(Throwable failure) {
    List<Output> removed = schedule.tombstone();
    reset(
        counters.offset() + 1,
        "expected a checkpoint of the stream, found that it cannot be written: "
            + Failure.describe(failure));
    return Output.concat(removed, publishPending());
  }

  private byte[] toBytes() {
    byte[] stored = holder.spilledCheckpoint();
    if (stored != null) {
      return updateOffset(stored);
    }
    StreamState known = holder.state();
    return CheckpointFormat.write(
        counters.toCheckpoint(holder.weights().version(), known == null ? null : known.content()));
  }

  /** Returns a spilled checkpoint with the current offset, which refused records have advanced. */
  private byte[] updateOffset(byte[] stored) {
    try {
      Checkpoint spilled = CheckpointFormat.read(stored);
      return spilled.offset() == counters.offset()
          ? stored
          : CheckpointFormat.write(counters.toCheckpoint(spilled.model(), spilled.content()));
    } catch (InvalidCheckpointException e) {
      throw new SpillException("a stream's file has changed", new IOException(e));
    }
  }

  /**
   * Returns whether the stream has had no frame within its time to live, both by the partition's
   * time, which is its latest timestamp, and by the clock. The clock protects all streams from one
   * wrong timestamp. A frame without a timestamp has only the clock.
   *
   * @param time of the partition; {@link Long#MAX_VALUE} if only the clock counts
   */
  boolean isExpired(long time) {
    Duration ttl = settings.ttl();
    long last = counters.timestamp();
    boolean isPast = last < 0 || time == Long.MAX_VALUE || time - last > ttl.toMillis();
    return isPast && System.nanoTime() - lastFrameNanos > ttl.toNanos();
  }

  /** Removes the stream; its next frame begins a new one. */
  List<Output> expire() {
    Output event = event(new EventDetail.Evicted(settings.ttl()));
    List<Output> removed = schedule.tombstone();
    end(counters.offset());
    return Output.concat(List.of(event), removed);
  }

  private Output event(EventDetail detail) {
    long offset = counters.offset();
    return output.event(key, offset < 0 ? null : key.at(offset), detail);
  }

  /** Discards the state; the stream restarts with its next frame from this offset on. */
  void reset(long next, String reason) {
    holder.close();
    view = null;
    checkpointRequired = false;
    schedule.clearUnsaved();
    counters.reset(next - 1);
    atReset = counters.copy();
    pending = new EventDetail.StreamReset(reason);
  }

  /** Returns the pending event as an output, and clears it. */
  List<Output> publishPending() {
    EventDetail detail = pending;
    pending = null;
    if (detail == null) {
      return List.of();
    }
    boolean isRebuilt = detail instanceof EventDetail.Rebuilt;
    return List.of(event(isRebuilt ? new EventDetail.Rebuilt(counters.frames()) : detail));
  }

  /** Spills the state if all states together exceed the memory limit. */
  void spillIfOverLimit() {
    if (holder.isOverLimit()) {
      spill();
    }
  }

  /** Spills the state to the local disk; returns false if that fails. */
  boolean spill() {
    Resident resident = holder.resident();
    if (resident == null) {
      return true;
    }
    try {
      return holder.spill(resident, toBytes());
    } catch (RuntimeException | Error e) {
      holder.warnFull(e); // the state stays in memory
      return false;
    }
  }

  /** Updates the view after the stream's latest frame. */
  void refreshView(@Nullable PredictionScore score) {
    StreamState known = holder.state();
    view = known == null ? null : StreamView.of(key, counters, known, score);
  }

  /** Clears all data; a frame after this offset begins a new stream. */
  void end(long at) {
    holder.close();
    view = null;
    checkpointRequired = false;
    counters.clear(at);
    pending = null;
  }

  /** Frees the state's memory and removes its file. */
  void close() {
    holder.close();
    view = null;
  }
}
