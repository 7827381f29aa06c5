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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Owns the state of one stream, wherever it is, and reports its memory to the cache.
 *
 * <p>A record is one transaction: the slot at {@link #begin} is kept until {@link #commit} or
 * {@link #rollback}, so a failed record changes nothing.
 */
final class StateHolder implements AutoCloseable {
  private static final StateSlot EMPTY = new Empty(null);

  private final StateCache cache;
  private final WeightsPool weights;
  private final StateFactory states;
  private StateSlot slot = EMPTY;
  private @Nullable StateSlot before; // in a transaction: the slot at its start

  StateHolder(StateCache cache, WeightsPool weights, StateFactory states) {
    this.cache = cache;
    this.weights = weights;
    this.states = states;
  }

  /** Starts a transaction; {@link #commit} or {@link #rollback} must follow. */
  void begin() {
    before = slot;
  }

  /** Makes the changes since {@link #begin} final. */
  void commit() {
    StateSlot old = before;
    before = null;
    StreamState resident = state();
    if (resident != null) {
      resident.commit();
    }
    if (old != null && !isSame(old, slot)) {
      release(old);
    }
  }

  /** Restores the slot and the state of {@link #begin}. */
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

  private void replace(StateSlot next) {
    StateSlot old = slot;
    slot = next;
    if (before == null || !isSame(old, before)) {
      release(old);
    }
  }

  @SuppressWarnings("ReferenceEquality") // each state or file has one owner; equality would not do
  private static boolean isSame(StateSlot one, StateSlot other) {
    return one == other;
  }

  private void release(StateSlot old) {
    if (old instanceof Resident resident) {
      resident.state().close();
      cache.adjustUsed(-resident.bytes(), -resident.heapBytes());
    } else if (old instanceof Spilled spilled) {
      spilled.file().remove();
    } else if (old instanceof Orphaned orphaned && orphaned.file() != null) {
      orphaned.file().remove();
    }
  }

  boolean isEmpty() {
    return slot instanceof Empty;
  }

  /** Returns the state if it is in memory, null otherwise. */
  @Nullable StreamState state() {
    return slot instanceof Resident resident ? resident.state() : null;
  }

  /** Returns how many bytes of a spilled state the next frame must load. */
  long spilledBytes() {
    return slot instanceof Spilled spilled ? spilled.bytes() : 0;
  }

  /** Returns about how many bytes a checkpoint of the state takes, wherever it is. */
  long checkpointBytes() {
    if (slot instanceof Resident resident) {
      return resident.bytes();
    }
    return slot instanceof Orphaned orphaned ? orphaned.bytes() : spilledBytes();
  }

  /** Replaces the slot by a resident one with this state. */
  void set(StreamState next) {
    Resident resident = new Resident(next, next.size(), next.heapBytes());
    cache.adjustUsed(resident.bytes(), resident.heapBytes());
    replace(resident);
  }

  /** Replaces the slot by the state of a checkpoint. */
  void restore(Checkpoint checkpoint) throws InvalidCheckpointException {
    Weights registered = weights.find(checkpoint.model());
    Content content = checkpoint.content();
    if (registered == null) {
      replace(orphan(checkpoint));
    } else if (content == null) {
      replace(new Empty(registered));
    } else {
      set(states.read(registered, content));
    }
  }

  /** Returns the version of an orphan's weights, which are no longer registered; null otherwise. */
  @Nullable String missingModel() {
    return slot instanceof Orphaned orphaned ? orphaned.model() : null;
  }

  /** Replaces an orphan by a state of the live weights; returns how many frames primed it. */
  int prime(WorkerContext worker)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    Weights live = weights.live();
    Content content = orphan().content();
    if (content == null) {
      replace(new Empty(live));
      return 0;
    }
    List<RecentFrame> recent = List.copyOf(content.recent());
    StreamState primed = states.prime(live, recent, worker);
    primed.keep(new PendingForecasts(content.forecasts()));
    set(primed);
    return recent.size();
  }

  private Orphaned orphan(Checkpoint checkpoint) {
    Checkpoint frames = checkpoint.withoutState();
    Content content = checkpoint.content();
    byte[] written = CheckpointFormat.write(frames);
    SpillDirectory.Entry file = cache.put(written);
    long bytes = content == null ? 0 : written.length + content.state().size();
    return new Orphaned(checkpoint.model(), file, file == null ? frames : null, bytes);
  }

  private Checkpoint orphan() {
    if (!(slot instanceof Orphaned orphaned)) {
      throw new IllegalStateException("expected an orphan, found " + slot);
    }
    Checkpoint inMemory = orphaned.checkpoint();
    if (inMemory != null) {
      return inMemory;
    }
    Checkpoint stored = parse(Objects.requireNonNull(orphaned.file()));
    cache.recordLoad();
    return stored;
  }

  /** Returns the weights that the stream continues with. */
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

  /** Loads a spilled state into memory. */
  void load() {
    if (slot instanceof Spilled spilled) {
      try {
        restore(parse(spilled.file()));
        cache.recordLoad();
      } catch (InvalidCheckpointException e) {
        throw changed(e);
      } catch (UncheckedIOException e) {
        throw e instanceof SpillException spillException
            ? spillException
            : new SpillException("a stream's weights cannot be read", new IOException(e));
      }
    }
  }

  /** Returns the checkpoint of a spilled state, null if the state is not spilled. */
  byte @Nullable [] spilledCheckpoint() {
    return slot instanceof Spilled spilled ? read(spilled.file()) : null;
  }

  private static Checkpoint parse(SpillDirectory.Entry file) {
    try {
      return CheckpointFormat.read(read(file));
    } catch (InvalidCheckpointException e) {
      throw changed(e);
    }
  }

  private static SpillException changed(InvalidCheckpointException e) {
    return new SpillException("a stream's file has changed", new IOException(e));
  }

  private static byte[] read(SpillDirectory.Entry file) {
    try {
      return file.read();
    } catch (IOException e) {
      throw new SpillException("a stream cannot be read back: " + e, e);
    }
  }

  /** Moves the state to the local disk, as this checkpoint; returns false if that fails. */
  boolean spill(Resident resident, byte[] checkpoint) {
    SpillDirectory.Entry file = cache.put(checkpoint);
    if (file == null) {
      return false;
    }
    replace(new Spilled(file, resident.state().weights(), resident.bytes()));
    return true;
  }

  /** Returns whether all states together exceed the memory limit. */
  boolean isOverLimit() {
    return cache.isFull();
  }

  /** Logs that a state cannot be spilled. */
  void warnFull(Throwable e) {
    cache.warnFull(e);
  }

  /** Reports the state's current memory to the cache; not within a transaction. */
  void updateSize() {
    if (slot instanceof Resident resident) {
      StreamState state = resident.state();
      Resident now = new Resident(state, state.size(), state.heapBytes());
      cache.adjustUsed(now.bytes() - resident.bytes(), now.heapBytes() - resident.heapBytes());
      slot = now;
    }
  }

  /** Returns the slot of a state in memory, null otherwise. */
  @Nullable Resident resident() {
    return slot instanceof Resident resident ? resident : null;
  }

  /** Frees the state's memory and removes its file. */
  @Override
  public void close() {
    replace(EMPTY);
  }
}
