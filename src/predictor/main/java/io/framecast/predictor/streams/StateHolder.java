package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.predictor.checkpoints.SpillDirectory;
import io.framecast.predictor.streams.StateSlot.Empty;
import io.framecast.predictor.streams.StateSlot.Orphaned;
import io.framecast.predictor.streams.StateSlot.Resident;
import io.framecast.predictor.streams.StateSlot.Spilled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the state of one stream, wherever it is, and tells the cache how much memory it takes.
 *
 * <p>A record is one transaction: the slot that {@link #begin} finds stays open until {@link
 * #commit} or {@link #rollback}, so that a record that fails leaves no trace.
 */
final class StateHolder implements AutoCloseable {
  private static final StateSlot NOTHING = new Empty(null);

  private final StateCache cache;
  private final WeightsPool weights;
  private final StateFactory states;
  private StateSlot slot = NOTHING;
  private @Nullable StateSlot before; // within a transaction: the slot when it began

  StateHolder(StateCache cache, WeightsPool weights, StateFactory states) {
    this.cache = cache;
    this.weights = weights;
    this.states = states;
  }

  /** Begins a transaction; {@link #commit} or {@link #rollback} follows. */
  void begin() {
    before = slot;
  }

  /** Makes final what has happened since {@link #begin}. */
  void commit() {
    StateSlot old = before;
    before = null;
    StreamState known = state();
    if (known != null) {
      known.commit();
    }
    if (old != null && !isSame(old, slot)) {
      release(old);
    }
  }

  /** Holds again what it held at {@link #begin}, as it was. */
  void rollback(WorkerContext worker) {
    StateSlot old = before;
    if (old == null) {
      return;
    }
    if (!isSame(old, slot)) {
      release(slot);
      slot = old;
    }
    before = null;
    if (old instanceof Resident resident) {
      resident.state().rollback(worker);
    }
  }

  private void hold(StateSlot next) {
    StateSlot old = slot;
    slot = next;
    if (before == null || !isSame(old, before)) {
      release(old);
    }
  }

  @SuppressWarnings("ReferenceEquality") // one owner of one state or file, not an equal one
  private static boolean isSame(StateSlot one, StateSlot other) {
    return one == other;
  }

  private void release(StateSlot old) {
    if (old instanceof Resident resident) {
      resident.state().close();
      cache.adjustUsed(-resident.bytes());
    } else if (old instanceof Spilled spilled) {
      spilled.file().remove();
    }
  }

  boolean isEmpty() {
    return slot instanceof Empty;
  }

  /** Returns the state while it is in memory, null elsewhere. */
  @Nullable StreamState state() {
    return slot instanceof Resident resident ? resident.state() : null;
  }

  /** Returns the bytes that must come back into memory before a frame. */
  long spilledBytes() {
    return slot instanceof Spilled spilled ? spilled.bytes() : 0;
  }

  /** Holds this state instead of anything else. */
  void set(StreamState next) {
    long bytes = next.size();
    cache.adjustUsed(bytes);
    hold(new Resident(next, bytes));
  }

  /** Holds what a checkpoint says instead of anything else. */
  void restore(Checkpoint checkpoint) throws InvalidCheckpointException {
    Weights registered = weights.find(checkpoint.model());
    Content content = checkpoint.content();
    if (registered == null) {
      hold(new Orphaned(checkpoint));
    } else if (content == null) {
      hold(new Empty(registered));
    } else {
      set(states.read(registered, content));
    }
  }

  /** Returns the checkpoint of weights that are no longer registered, null for none. */
  @Nullable Checkpoint orphan() {
    return slot instanceof Orphaned orphaned ? orphaned.checkpoint() : null;
  }

  /** Replaces an orphan by live weights that have seen its frames; returns how many these were. */
  int prime(Checkpoint orphan, WorkerContext worker)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    Weights live = weights.live();
    Content content = orphan.content();
    if (content == null) {
      hold(new Empty(live));
      return 0;
    }
    List<RecentFrame> recent = List.copyOf(content.recent());
    set(states.prime(live, recent, worker));
    return recent.size();
  }

  /** Returns the weights that the stream goes on with. */
  Weights weights() {
    if (slot instanceof Resident resident) {
      return resident.state().weights();
    }
    if (slot instanceof Spilled spilled) {
      return spilled.weights();
    }
    Weights first = slot instanceof Empty empty ? empty.first() : null;
    return first == null ? weights.live() : first;
  }

  /** Brings a spilled state back into memory. */
  void load() {
    if (slot instanceof Spilled spilled) {
      try {
        restore(CheckpointFormat.read(read(spilled.file())));
        cache.recordLoad();
      } catch (InvalidCheckpointException e) {
        throw new SpillException("a stream's file has changed", new IOException(e));
      } catch (UncheckedIOException e) {
        throw e instanceof SpillException own
            ? own
            : new SpillException("a stream's weights cannot be read", new IOException(e));
      }
    }
  }

  /** Returns the checkpoint of a spilled state, null for any other. */
  byte @Nullable [] spilledCheckpoint() {
    return slot instanceof Spilled spilled ? read(spilled.file()) : null;
  }

  private static byte[] read(SpillDirectory.Entry file) {
    try {
      return file.read();
    } catch (IOException e) {
      throw new SpillException("a stream cannot be read back: " + e, e);
    }
  }

  /** Moves the state to the local disk, as this checkpoint; returns false where it is full. */
  boolean spill(Resident resident, byte[] checkpoint) {
    SpillDirectory.Entry file = cache.put(checkpoint);
    if (file == null) {
      return false;
    }
    hold(new Spilled(file, resident.state().weights(), resident.bytes()));
    return true;
  }

  /** Returns whether all states together take too much memory. */
  boolean isOverLimit() {
    return cache.isFull();
  }

  /** Logs that a state cannot leave memory. */
  void warnFull(Throwable e) {
    cache.warnFull(e);
  }

  /** Tells the cache how much memory the state takes by now; not within a transaction. */
  void updateSize() {
    if (slot instanceof Resident resident) {
      long now = resident.state().size();
      cache.adjustUsed(now - resident.bytes());
      slot = new Resident(resident.state(), now);
    }
  }

  /** Returns the slot of a state that is in memory, null elsewhere. */
  @Nullable Resident resident() {
    return slot instanceof Resident resident ? resident : null;
  }

  /** Frees memory and file. */
  @Override
  public void close() {
    hold(NOTHING);
  }
}
