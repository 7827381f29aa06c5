package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Counts;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of a stream beside its memory; small, and always in memory. */
final class Facts {
  private long offset = -1;
  private StreamTime time = StreamTime.NONE;
  private OptionalLong sequence = OptionalLong.empty();
  private long frames;
  private long filled;
  private long resets;

  /** Of the last record that is not to be read again, -1 for none. */
  long offset() {
    return offset;
  }

  /** Of the last accepted frame, milliseconds; negative without one. */
  long timestamp() {
    return time.last();
  }

  /** As the timestamps of accepted frames tell it. */
  StreamTime time() {
    return time;
  }

  /** Of the last accepted frame. */
  OptionalLong sequence() {
    return sequence;
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
  void took(long offset, StreamTime time, OptionalLong sequence, int filled, boolean afresh) {
    this.offset = offset;
    this.time = time;
    this.sequence = sequence;
    this.frames++;
    this.filled += filled;
    this.resets += afresh ? 1 : 0;
  }

  /** A record up to this offset has changed nothing, and is not to be read again. */
  void advance(long offset) {
    this.offset = offset;
  }

  /** As they are now; later changes of these do not change those. */
  Facts copy() {
    Facts copy = new Facts();
    copy.revert(this);
    return copy;
  }

  /** They become what {@link #copy} said. */
  void revert(Facts before) {
    offset = before.offset;
    time = before.time;
    sequence = before.sequence;
    frames = before.frames;
    filled = before.filled;
    resets = before.resets;
  }

  /** What was known is lost; goes on after this offset. */
  void lost(long offset) {
    this.offset = offset;
    time = StreamTime.NONE;
    sequence = OptionalLong.empty();
    resets++;
  }

  /** As if the stream had never been, until after this offset. */
  void ended(long offset) {
    lost(offset);
    frames = 0;
    filled = 0;
    resets = 0;
  }

  Checkpoint with(String model, @Nullable Content content) {
    Counts counts = new Counts(frames, filled, resets);
    return new Checkpoint(offset, time.last(), time.latest(), sequence, counts, model, content);
  }

  void become(Checkpoint checkpoint) {
    offset = checkpoint.offset();
    time = new StreamTime(checkpoint.timestamp(), checkpoint.latest());
    sequence = checkpoint.sequence();
    frames = checkpoint.counts().frames();
    filled = checkpoint.counts().filled();
    resets = checkpoint.counts().resets();
  }
}
