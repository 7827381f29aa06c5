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
 * Holds all that one stream is, and writes it down. {@link #begin} opens a transaction over it,
 * {@link #rollback} goes back to there.
 */
final class StreamContext {
  private final StreamKey key;
  private final StreamSettings settings;
  private final OutputRecords output;
  private final StateHolder holder;
  private final StreamCounters counters = new StreamCounters();
  private final CheckpointSchedule schedule;
  private final WeightSwap swap;
  private boolean owed; // a checkpoint, since a record was refused that others might take
  private long seen = System.nanoTime(); // when it last had a frame, by the clock
  private @Nullable EventDetail pending; // what happened to it while it was restored
  private volatile @Nullable StreamView view;

  /** What it was before a record, beside what {@link StateHolder} brings back. */
  record Before(
      StreamCounters counters,
      CheckpointSchedule.Marks marks,
      String rejectedVersion,
      boolean owed,
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

  /** Its latest frame and what came of it; null where it knows nothing. From any thread. */
  @Nullable StreamView view() {
    return view;
  }

  /** Version of the weights that it is served with. */
  String model() {
    return holder.weights().version();
  }

  /** Whether nothing is known of it, nor written down. */
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

  /** A frame has come, by the clock. */
  void touch() {
    seen = System.nanoTime();
  }

  /** Whether a checkpoint is to be written whatever comes. */
  boolean isOwed() {
    return owed;
  }

  /**
   * A record is refused that another owner might accept: it is never to be read again, which is to
   * be written down.
   */
  void exclude(long offset) {
    if (!holder.isEmpty()) {
      counters.advance(offset);
      owed = true;
    }
  }

  /** What it is now, to go back to; {@link #commit} or {@link #rollback} follows. */
  Before begin() {
    holder.begin();
    return new Before(
        counters.copy(), schedule.marks(), swap.rejectedVersion(), owed, pending, view);
  }

  /** All that has happened since {@link #begin} is final. */
  void commit() {
    holder.commit();
  }

  /** Nothing has happened since {@link #begin}. */
  void rollback(Before before, WorkerContext worker) {
    holder.rollback(worker);
    counters.rollback(before.counters);
    schedule.rollback(before.marks);
    swap.rollback(before.rejectedVersion);
    owed = before.owed;
    pending = before.pending;
    view = before.view;
  }

  /** Returns a checkpoint of it as it is; throws where that fails, with nothing changed. */
  List<Output> checkpoint() {
    List<Output> written = schedule.write(counters.offset(), model(), toBytes());
    owed = false;
    return written;
  }

  /** Returns a checkpoint of it as it is. Where that fails the stream is lost, with an event. */
  List<Output> checkpoint(boolean isLast) throws MemoryShortageException {
    try {
      return checkpoint();
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.wantsMemory(e)) {
        throw new MemoryShortageException(e);
      }
      return loseUnwritten(e);
    }
  }

  /** Does the same at the last attempt. */
  List<Output> checkpointOrLose() {
    try {
      return checkpoint();
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return loseUnwritten(e);
    }
  }

  private List<Output> loseUnwritten(Throwable found) {
    List<Output> removed = schedule.tombstone();
    lose(
        counters.offset() + 1,
        "expected a checkpoint of the stream, found that it cannot be written: "
            + Failure.describe(found));
    return Output.concat(removed, publishPending());
  }

  private byte[] toBytes() {
    byte[] stored = holder.spilledCheckpoint();
    if (stored != null) {
      return upToDate(stored);
    }
    StreamState known = holder.state();
    return CheckpointFormat.write(
        counters.toCheckpoint(holder.weights().version(), known == null ? null : known.content()));
  }

  /** Records may have been refused since it left memory. */
  private byte[] upToDate(byte[] stored) {
    try {
      Checkpoint left = CheckpointFormat.read(stored);
      return left.offset() == counters.offset()
          ? stored
          : CheckpointFormat.write(counters.toCheckpoint(left.model(), left.content()));
    } catch (InvalidCheckpointException e) {
      throw new SpillException("a stream's file has changed", new IOException(e));
    }
  }

  /**
   * Whether no frame can be expected any more: none has come for longer than may pass between two,
   * neither by the partition's time, which is the latest timestamp in it, nor by the clock, since
   * one wrong timestamp must not cost anybody's memory.
   */
  boolean isExpired(long time) {
    Duration ttl = settings.ttl();
    return counters.timestamp() >= 0
        && time - counters.timestamp() > ttl.toMillis()
        && System.nanoTime() - seen > ttl.toNanos();
  }

  /** Forgets the stream: its next frame begins a new one. */
  List<Output> evict() {
    Output evicted = event(new EventDetail.Evicted(settings.ttl()));
    List<Output> removed = schedule.tombstone();
    end(counters.offset());
    return Output.concat(List.of(evicted), removed);
  }

  private Output event(EventDetail detail) {
    long offset = counters.offset();
    return output.event(key, offset < 0 ? null : key.at(offset), detail);
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    holder.close();
    view = null;
    owed = false;
    schedule.lost();
    counters.lost(next - 1);
    pending = new EventDetail.Reset(reason);
  }

  /** Returns the pending event, which is pending no more. */
  List<Output> publishPending() {
    EventDetail detail = pending;
    pending = null;
    if (detail == null) {
      return List.of();
    }
    boolean isRebuilt = detail instanceof EventDetail.Rebuilt;
    return List.of(event(isRebuilt ? new EventDetail.Rebuilt(counters.frames()) : detail));
  }

  /** Leaves memory where all streams together take too much. */
  void spillIfOverLimit() {
    if (holder.isOverLimit()) {
      spill();
    }
  }

  /** To the store; false where that cannot be. */
  boolean spill() {
    Resident resident = holder.resident();
    if (resident == null) {
      return true;
    }
    try {
      return holder.spill(resident, toBytes());
    } catch (RuntimeException | Error e) {
      holder.warnFull(e); // to leave is a wish
      return false;
    }
  }

  /** Shows it as it is after its latest frame. */
  void refreshView(@Nullable PredictionScore score) {
    StreamState known = holder.state();
    view = known == null ? null : StreamView.of(key, counters, known, score);
  }

  /** As if it had never been, from this offset on. */
  void end(long at) {
    holder.close();
    view = null;
    owed = false;
    counters.ended(at);
    pending = null;
  }

  /** Memory and store are freed. */
  void close() {
    holder.close();
    view = null;
  }
}
