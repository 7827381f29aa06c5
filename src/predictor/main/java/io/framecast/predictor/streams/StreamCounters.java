package io.framecast.predictor.streams;

import io.framecast.frames.FrameSequencer;
import io.framecast.frames.StreamTime;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Counts;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of a stream beside its memory; small, and always in memory. */
final class StreamCounters {
  private long offset = -1;
  private FrameSequencer sequencer = FrameSequencer.NEW;
  private long frames;
  private long filled;
  private long resets;

  /** Of the last record that is not to be read again, -1 for none. */
  long offset() {
    return offset;
  }

  /** Of the last accepted frame, milliseconds; negative without one. */
  long timestamp() {
    return sequencer.time().last();
  }

  /** Decides what the next record is. */
  FrameSequencer sequencer() {
    return sequencer;
  }

  /** Of the last accepted frame. */
  OptionalLong sequence() {
    return sequencer.sequence();
  }

  /** Accepted since the stream began. */
  long frames() {
    return frames;
  }

  long filled() {
    return filled;
  }

  long resets() {
    return resets;
  }

  /** The frame at this offset is accepted, and so many were filled in before it. */
  void recordAccepted(long offset, FrameSequencer next, int filled, boolean afresh) {
    this.offset = offset;
    this.sequencer = next;
    this.frames++;
    this.filled += filled;
    this.resets += afresh ? 1 : 0;
  }

  /** A record up to this offset has changed nothing, and is not to be read again. */
  void advance(long offset) {
    this.offset = offset;
  }

  /** As they are now; later changes of these do not change those. */
  StreamCounters copy() {
    StreamCounters copy = new StreamCounters();
    copy.rollback(this);
    return copy;
  }

  /** They become what {@link #copy} said. */
  void rollback(StreamCounters before) {
    offset = before.offset;
    sequencer = before.sequencer;
    frames = before.frames;
    filled = before.filled;
    resets = before.resets;
  }

  /** What was known is lost; goes on after this offset. */
  void lost(long offset) {
    this.offset = offset;
    sequencer = FrameSequencer.NEW;
    resets++;
  }

  /** As if the stream had never been, until after this offset. */
  void ended(long offset) {
    lost(offset);
    frames = 0;
    filled = 0;
    resets = 0;
  }

  Checkpoint toCheckpoint(String model, @Nullable Content content) {
    Counts counts = new Counts(frames, filled, resets);
    StreamTime time = sequencer.time();
    return new Checkpoint(
        offset, time.last(), time.latest(), sequencer.sequence(), counts, model, content);
  }

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
