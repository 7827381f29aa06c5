package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import java.util.List;

/**
 * What is written down of one stream, and when it is due again: after its first frame, every so
 * many of its frames, and when its partition has moved far past its first frame that is not written
 * down. All of that follows from the log, nothing from the clock.
 */
final class CheckpointSchedule {
  private final StreamKey key;
  private final StreamSettings settings;
  private final OutputRecords output;
  private long unsaved = -1;
  private long listed = -1;
  private int parts;

  CheckpointSchedule(StreamKey key, StreamSettings settings, OutputRecords output) {
    this.key = key;
    this.settings = settings;
    this.output = output;
  }

  /** What is written down, and the first frame that is not. */
  record Marks(long unsaved, int parts) {}

  Marks marks() {
    return new Marks(unsaved, parts);
  }

  /** What was written since then is not sent. */
  void rollback(Marks before) {
    unsaved = before.unsaved;
    parts = before.parts;
  }

  boolean isEmpty() {
    return parts == 0;
  }

  /** Offset of the first frame that the checkpoint does not hold, -1 for none. */
  long unsaved() {
    return unsaved;
  }

  /** What {@link #unsaved} was when the partition last took note of it. */
  long indexedOffset() {
    return listed;
  }

  void reindex() {
    listed = unsaved;
  }

  /** A frame at this offset is in the stream and in no checkpoint. */
  void markDirty(long offset) {
    if (unsaved < 0) {
      unsaved = offset;
    }
  }

  /** Whether the partition has moved so far, at this offset, that the stream is due. */
  boolean isOverdue(long offset) {
    return unsaved >= 0 && offset - unsaved >= settings.checkpointRecords();
  }

  /**
   * Whether a stream of so many frames is due: each at its own one of so many, or those that began
   * together would stay together.
   */
  boolean isDue(long frames) {
    int every = settings.checkpointFrames();
    return (frames + Math.floorMod(key.id().hashCode(), every)) % every == 0;
  }

  /** Returns the first checkpoint of a stream that begins with the frame at this offset. */
  List<Output> writeInitial(long offset, String model) {
    Checkpoint initial = Checkpoint.birth(offset, model);
    return put(initial.offset(), model, CheckpointFormat.write(initial));
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
        Output.silent(records.write(key.partition(), key.id(), offset, model, checkpoint, parts));
    parts = records.parts(checkpoint.length);
    return written;
  }

  /** Returns the records that remove the stream's checkpoint. */
  List<Output> tombstone() {
    List<Output> removed =
        Output.silent(output.checkpoints().forget(key.partition(), key.id(), parts));
    parts = 0;
    unsaved = -1;
    return removed;
  }

  /** What the stream was is lost: no frame of it has to be read again. */
  void lost() {
    unsaved = -1;
  }

  /** So many records were found under the stream's key that are no checkpoint of it. */
  void passOver(int records) {
    parts = Math.max(parts, records);
  }

  /** A checkpoint was found in the topic, in so many records; its stream goes on after it. */
  void restored(int records) {
    parts = records;
    unsaved = -1;
  }
}
