package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.ColdStore;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what a stream knows is: nowhere, in memory, in the local store, or in a checkpoint of
 * another model that is yet to be primed from. Tells the residents what it takes.
 */
final class Place implements AutoCloseable {
  private final Serving serving;
  private @Nullable Memory memory;
  private ColdStore.@Nullable Entry stored;
  private @Nullable Content foreign;
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
  void take(Content content) throws RefusedCheckpointException {
    if (content.model().equals(serving.weights().version())) {
      take(Memory.read(serving, content));
    } else {
      close();
      foreign = content;
    }
  }

  /** The checkpoint of another model that is held, null for none. */
  @Nullable Content foreign() {
    return foreign;
  }

  /** A state of this model takes the place of another's. */
  void prime(Content other, Step step) throws RefusedFrameException, PoisonedFrameException {
    take(Memory.primed(serving, List.copyOf(other.recent()), step));
  }

  /** What is stored comes back. */
  void comeBack() {
    if (stored != null) {
      try {
        Content content = CheckpointFormat.read(storedBytes(stored)).content();
        if (content != null) {
          take(Memory.read(serving, content));
          serving.residents().cameBack();
        }
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
    bytes = 0;
  }
}
