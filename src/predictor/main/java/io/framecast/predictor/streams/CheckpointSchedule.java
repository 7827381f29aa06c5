package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

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
  void revert(Marks before) {
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
  long listed() {
    return listed;
  }

  void list() {
    listed = unsaved;
  }

  /** A frame at this offset is in the stream and in no checkpoint. */
  void took(long offset) {
    if (unsaved < 0) {
      unsaved = offset;
    }
  }

  /** Whether the partition has moved so far, at this offset, that the stream is due. */
  boolean leftBehind(long offset) {
    return unsaved >= 0 && offset - unsaved >= settings.checkpointRecords();
  }

  /**
   * Whether a stream of so many frames is due: each at its own one of so many, or those that began
   * together would stay together.
   */
  boolean due(long frames) {
    int every = settings.checkpointFrames();
    return (frames + Math.floorMod(key.id().hashCode(), every)) % every == 0;
  }

  /** A stream begins with the frame at this offset. */
  void birth(List<ProducerRecord<byte[], byte[]>> out, long offset, String model) {
    Checkpoint birth = Checkpoint.birth(offset, model);
    put(out, birth.offset(), model, CheckpointFormat.write(birth));
  }

  /** The stream is as these bytes say, and all its frames up to this offset are in them. */
  void write(
      List<ProducerRecord<byte[], byte[]>> out, long offset, String model, byte[] checkpoint) {
    put(out, offset, model, checkpoint);
    unsaved = -1;
  }

  private void put(
      List<ProducerRecord<byte[], byte[]>> out, long offset, String model, byte[] checkpoint) {
    out.addAll(
        output.checkpoints().write(key.partition(), key.id(), offset, model, checkpoint, parts));
    parts = output.checkpoints().parts(checkpoint.length);
  }

  /** Nothing of the stream stays written down. */
  void erase(List<ProducerRecord<byte[], byte[]>> out) {
    out.addAll(output.checkpoints().forget(key.partition(), key.id(), parts));
    parts = 0;
    unsaved = -1;
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
  void found(int records) {
    parts = records;
    unsaved = -1;
  }
}
