package io.framecast.predictor.streams;

import io.framecast.frames.FrameSequencer;
import io.framecast.frames.StreamTime;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.StreamCounts;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Holds a stream's offset, sequence and counters, which are always in memory. */
final class StreamCounters {
  private long offset = -1;
  private FrameSequencer sequencer = FrameSequencer.NEW;
  private long frames;
  private long filled;
  private long resets;

  /** Returns the offset of the last record that must not be read again, -1 for none. */
  long offset() {
    return offset;
  }

  /** Returns the timestamp of the last accepted frame, milliseconds; negative without one. */
  long timestamp() {
    return sequencer.time().last();
  }

  /** Returns the sequencer, which classifies the next record. */
  FrameSequencer sequencer() {
    return sequencer;
  }

  /** Returns the sequence number of the last accepted frame. */
  OptionalLong sequence() {
    return sequencer.sequence();
  }

  /** Returns the number of frames accepted since the stream began. */
  long frames() {
    return frames;
  }

  long filled() {
    return filled;
  }

  long resets() {
    return resets;
  }

  /** Counts an accepted frame and the frames that were filled in before it. */
  void recordAccepted(long offset, FrameSequencer next, int filled, boolean isReset) {
    this.offset = offset;
    this.sequencer = next;
    this.frames++;
    this.filled += filled;
    this.resets += isReset ? 1 : 0;
  }

  /** A record up to this offset has changed nothing, and is not to be read again. */
  void advance(long offset) {
    this.offset = offset;
  }

  /** Returns an independent copy. */
  StreamCounters copy() {
    StreamCounters copy = new StreamCounters();
    copy.rollback(this);
    return copy;
  }

  /** Restores the values of an earlier {@link #copy}. */
  void rollback(StreamCounters before) {
    offset = before.offset;
    sequencer = before.sequencer;
    frames = before.frames;
    filled = before.filled;
    resets = before.resets;
  }

  /** Counts a reset; the stream continues after this offset. */
  void reset(long offset) {
    this.offset = offset;
    sequencer = FrameSequencer.NEW;
    resets++;
  }

  /** Clears all counters; a new stream may begin after this offset. */
  void clear(long offset) {
    reset(offset);
    frames = 0;
    filled = 0;
    resets = 0;
  }

  /** Returns a checkpoint with these counters. */
  Checkpoint toCheckpoint(String model, @Nullable Content content) {
    StreamCounts counts = new StreamCounts(frames, filled, resets);
    StreamTime time = sequencer.time();
    return new Checkpoint(
        offset, time.last(), time.latest(), sequencer.sequence(), counts, model, content);
  }

  /** Restores the counters of a checkpoint. */
  void restoreFrom(Checkpoint checkpoint) {
    offset = checkpoint.offset();
    Content content = checkpoint.content();
    sequencer =
        new FrameSequencer(
            checkpoint.sequence(),
            new StreamTime(checkpoint.timestamp(), checkpoint.latest()),
            content == null ? 0 : content.height(),
            content == null ? 0 : content.width());
    frames = checkpoint.counts().frames();
    filled = checkpoint.counts().filled();
    resets = checkpoint.counts().resets();
  }
}
