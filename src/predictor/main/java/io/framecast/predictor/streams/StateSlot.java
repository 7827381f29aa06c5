package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.predictor.checkpoints.SpillDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what a stream knows is: nowhere, in memory, in the local store, or in a checkpoint of
 * weights that are no longer registered, which is yet to be primed from. Tells the residents what
 * it takes.
 *
 * <p>A record is one transaction: what is held when it begins stays open until it is done, so that
 * a record that fails leaves no trace.
 */
final class StateSlot implements AutoCloseable {
  private static final Held NOTHING = new Held(null, null, null, null, 0);

  private final StreamFactory serving;
  private Held held = NOTHING;
  private @Nullable Held before; // within a transaction: what was held when it began

  /**
   * At most one of the first three, and which weights a stream without any begins with; bytes are
   * those of the memory, as the residents know it, and are kept while it is stored.
   */
  private static final class Held {
    private final @Nullable StreamState memory;
    private final SpillDirectory.@Nullable Entry stored;
    private final @Nullable Checkpoint foreign;
    private final @Nullable Weights first;
    private final long bytes;

    private Held(
        @Nullable StreamState memory,
        SpillDirectory.@Nullable Entry stored,
        @Nullable Checkpoint foreign,
        @Nullable Weights first,
        long bytes) {
      this.memory = memory;
      this.stored = stored;
      this.foreign = foreign;
      this.first = first;
      this.bytes = bytes;
    }

    boolean isEmpty() {
      return memory == null && stored == null && foreign == null;
    }
  }

  StateSlot(StreamFactory serving) {
    this.serving = serving;
  }

  /** From here on what is held now stays open, until {@link #commit} or {@link #revert}. */
  void begin() {
    before = held;
  }

  /** What was held at {@link #begin} is no longer needed. */
  void commit() {
    Held old = before;
    before = null;
    StreamState known = held.memory;
    if (known != null) {
      known.commit();
    }
    if (old != null && old != held) {
      release(old);
    }
  }

  /** Holds again what it held at {@link #begin}, as it was. */
  void revert(WorkerContext desk) {
    Held old = before;
    if (old == null) {
      return;
    }
    if (old != held) {
      release(held);
      held = old;
    }
    before = null;
    if (old.memory != null) {
      old.memory.revert(desk);
    }
  }

  private void hold(Held next) {
    Held old = held;
    held = next;
    if (old != before) {
      release(old);
    }
  }

  private void release(Held old) {
    if (old.memory != null) {
      old.memory.close();
      serving.residents().took(-old.bytes);
    }
    if (old.stored != null) {
      old.stored.remove();
    }
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** What is known, while it is in memory. */
  @Nullable StreamState memory() {
    return held.memory;
  }

  /** What must come back into memory before a frame, in bytes. */
  long absentBytes() {
    return held.stored == null ? 0 : held.bytes;
  }

  /** Holds this instead of anything else. */
  void take(StreamState next) {
    long bytes = next.bytes();
    serving.residents().took(bytes);
    hold(new Held(next, null, null, null, bytes));
  }

  /** Holds what a checkpoint says instead of anything else. */
  void take(Checkpoint checkpoint) throws RefusedCheckpointException {
    Weights weights = serving.weights().find(checkpoint.model());
    Content content = checkpoint.content();
    if (weights == null) {
      hold(new Held(null, null, checkpoint, null, 0));
    } else if (content == null) {
      hold(new Held(null, null, null, weights, 0));
    } else {
      take(StreamState.read(serving, weights, content));
    }
  }

  /** The checkpoint of weights that are no longer registered, null for none. */
  @Nullable Checkpoint foreign() {
    return held.foreign;
  }

  /** Live weights take the place of those that are gone; returns how many frames they saw. */
  int prime(Checkpoint other, WorkerContext desk)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    Weights live = serving.weights().live();
    Content content = other.content();
    if (content == null) {
      hold(new Held(null, null, null, live, 0));
      return 0;
    }
    List<RecentFrame> recent = List.copyOf(content.recent());
    take(StreamState.primed(serving, live, recent, desk));
    return recent.size();
  }

  /** What a stream is served with that knows nothing yet, or goes on as it is. */
  Weights weights() {
    StreamState known = held.memory;
    if (known != null) {
      return known.weights();
    }
    return held.first == null ? serving.weights().live() : held.first;
  }

  /** What is stored comes back. */
  void comeBack() {
    if (held.stored != null) {
      try {
        take(CheckpointFormat.read(storedBytes(held.stored)));
        serving.residents().cameBack();
      } catch (RefusedCheckpointException e) {
        throw new SpillException("a stream's file has changed", new IOException(e));
      } catch (UncheckedIOException e) {
        throw e instanceof SpillException own
            ? own
            : new SpillException("a stream's weights cannot be read", new IOException(e));
      }
    }
  }

  /** The stream's checkpoint, where it is stored; null elsewhere. */
  byte @Nullable [] stored() {
    return held.stored == null ? null : storedBytes(held.stored);
  }

  private static byte[] storedBytes(SpillDirectory.Entry entry) {
    try {
      return entry.read();
    } catch (IOException e) {
      throw new SpillException("a stream cannot be read back: " + e, e);
    }
  }

  /** From memory to the store, as this checkpoint; false where the store is full. */
  boolean leave(byte[] checkpoint) {
    SpillDirectory.Entry entry = serving.residents().put(checkpoint);
    if (entry == null) {
      return false;
    }
    hold(new Held(null, entry, null, weights(), held.bytes));
    return true;
  }

  /** Tells the residents what it takes by now; not within a transaction. */
  void account() {
    StreamState known = held.memory;
    if (known != null) {
      long now = known.bytes();
      serving.residents().took(now - held.bytes);
      held = new Held(known, null, null, null, now);
    }
  }

  /** Neither memory nor store hold anything of it. */
  @Override
  public void close() {
    hold(NOTHING);
  }
}
