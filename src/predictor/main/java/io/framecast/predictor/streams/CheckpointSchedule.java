package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import java.util.List;

/**
 * Decides when a stream is due for a checkpoint, and creates the records of its checkpoints. A
 * stream is due after its first frame, once in every {@code checkpointFrames} frames, and when its
 * partition is far ahead of the first frame that no checkpoint holds. The schedule depends on the
 * log only, not on the clock.
 */
final class CheckpointSchedule {
  private final StreamKey key;
  private final StreamSettings settings;
  private final OutputRecords output;
  private long unsaved = -1;
  private long indexed = -1;
  private int parts;

  CheckpointSchedule(StreamKey key, StreamSettings settings, OutputRecords output) {
    this.key = key;
    this.settings = settings;
    this.output = output;
  }

  /** Holds what {@link #rollback} restores. */
  record Marks(long unsaved, int parts) {}

  Marks marks() {
    return new Marks(unsaved, parts);
  }

  /** Restores the earlier marks: the checkpoints written since then are not sent. */
  void rollback(Marks before) {
    unsaved = before.unsaved;
    parts = before.parts;
  }

  boolean isEmpty() {
    return parts == 0;
  }

  /** Returns the offset of the first frame that the checkpoint does not hold, -1 for none. */
  long unsaved() {
    return unsaved;
  }

  /** Returns the value of {@link #unsaved} in the partition's index. */
  long indexedOffset() {
    return indexed;
  }

  /** Records that the partition has indexed the current value of {@link #unsaved}. */
  void reindex() {
    indexed = unsaved;
  }

  /** Marks that the stream has accepted the frame at this offset and no checkpoint holds it. */
  void markDirty(long offset) {
    if (unsaved < 0) {
      unsaved = offset;
    }
  }

  /** Returns whether the partition, at this offset, is so far ahead that the stream is due. */
  boolean isOverdue(long offset) {
    return unsaved >= 0 && offset - unsaved >= settings.checkpointRecords();
  }

  /**
   * Returns whether the stream is due after this many frames. The id shifts the schedule, so
   * streams that begin together are not written together.
   */
  boolean isDue(long frames) {
    int every = settings.checkpointFrames();
    return (frames + Math.floorMod(key.id().hashCode(), every)) % every == 0;
  }

  /** Returns this checkpoint without content; the stream's frames after it stay unsaved. */
  List<Output> writeInitial(Checkpoint initial) {
    return put(initial.offset(), initial.model(), CheckpointFormat.write(initial));
  }

  /** Returns a checkpoint that holds all frames of the stream up to this offset. */
  List<Output> write(long offset, String model, byte[] checkpoint) {
    List<Output> written = put(offset, model, checkpoint);
    unsaved = -1;
    return written;
  }

  private List<Output> put(long offset, String model, byte[] checkpoint) {
    CheckpointRecords records = output.checkpoints();
    List<Output> written =
        Output.of(records.write(key.partition(), key.id(), offset, model, checkpoint, parts));
    parts = records.parts(checkpoint.length);
    return written;
  }

  /** Returns the records that remove the stream's checkpoint. */
  List<Output> tombstone() {
    List<Output> removed =
        Output.of(output.checkpoints().tombstones(key.partition(), key.id(), parts));
    parts = 0;
    unsaved = -1;
    return removed;
  }

  /** Clears the unsaved offset: without the state, a replay need not read its frames. */
  void clearUnsaved() {
    unsaved = -1;
  }

  /** Counts the records of an unreadable checkpoint, so that the next one replaces all of them. */
  void recordSkipped(int records) {
    parts = Math.max(parts, records);
  }

  /** Records that the stream was restored from a checkpoint of this many records. */
  void recordRestored(int records) {
    parts = records;
    unsaved = -1;
  }
}
