package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.ColdStore;
import io.framecast.predictor.checkpoints.Recent;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what a stream knows is: nowhere, in memory, in the local store, or in a checkpoint of
 * weights that nobody has any more, which is yet to be primed from. Tells the residents what it
 * takes.
 */
final class Place implements AutoCloseable {
  private final Serving serving;
  private @Nullable Memory memory;
  private ColdStore.@Nullable Entry stored;
  private @Nullable Checkpoint foreign;
  private @Nullable Weights first;
  private long bytes; // of the memory, as the residents know it; kept while it is stored

  Place(Serving serving) {
    this.serving = serving;
  }

  boolean isEmpty() {
    return memory == null && stored == null && foreign == null;
  }

  /** What is known, while it is in memory. */
  @Nullable Memory memory() {
    return memory;
  }

  /** What must come back into memory before a frame, in bytes. */
  long absentBytes() {
    return stored == null ? 0 : bytes;
  }

  /** Holds this instead of anything else. */
  void take(Memory next) {
    close();
    memory = next;
    bytes = next.bytes();
    serving.residents().took(bytes);
  }

  /** Holds what a checkpoint says instead of anything else. */
  void take(Checkpoint checkpoint) throws RefusedCheckpointException {
    Weights weights = serving.weights().find(checkpoint.model());
    Content content = checkpoint.content();
    if (weights == null) {
      close();
      foreign = checkpoint;
    } else if (content == null) {
      close();
      first = weights;
    } else {
      take(Memory.read(serving, weights, content));
    }
  }

  /** The checkpoint of weights that nobody has, null for none. */
  @Nullable Checkpoint foreign() {
    return foreign;
  }

  /** Live weights take the place of those that nobody has; returns how many frames they saw. */
  int prime(Checkpoint other, Desk desk) throws RefusedFrameException, PoisonedFrameException {
    Weights live = serving.weights().live();
    Content content = other.content();
    if (content == null) {
      close();
      first = live;
      return 0;
    }
    List<Recent> recent = List.copyOf(content.recent());
    take(Memory.primed(serving, live, recent, desk));
    return recent.size();
  }

  /** What a stream is served with that knows nothing yet, or goes on as it is. */
  Weights weights() {
    Memory known = memory;
    if (known != null) {
      return known.weights();
    }
    return first == null ? serving.weights().live() : first;
  }

  /** What is stored comes back. */
  void comeBack() {
    if (stored != null) {
      try {
        take(CheckpointFormat.read(storedBytes(stored)));
        serving.residents().cameBack();
      } catch (RefusedCheckpointException e) {
        throw new UncheckedIOException(new IOException("a stream's file has changed", e));
      }
    }
  }

  /** The stream's checkpoint, where it is stored; null elsewhere. */
  byte @Nullable [] stored() {
    return stored == null ? null : storedBytes(stored);
  }

  private static byte[] storedBytes(ColdStore.Entry entry) {
    try {
      return entry.read();
    } catch (IOException e) {
      throw new UncheckedIOException("a stream cannot be read back: " + e, e);
    }
  }

  /** From memory to the store, as this checkpoint; false where the store is full. */
  boolean leave(byte[] checkpoint) {
    ColdStore.Entry entry = serving.residents().put(checkpoint);
    if (entry == null) {
      return false;
    }
    long size = bytes;
    close();
    bytes = size;
    stored = entry;
    return true;
  }

  /** Tells the residents what it takes by now. */
  void account() {
    if (memory != null) {
      long now = memory.bytes();
      serving.residents().took(now - bytes);
      bytes = now;
    }
  }

  /** Neither memory nor store hold anything of it. */
  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
      serving.residents().took(-bytes);
    }
    if (stored != null) {
      stored.remove();
      stored = null;
    }
    foreign = null;
    first = null;
    bytes = 0;
  }
}
