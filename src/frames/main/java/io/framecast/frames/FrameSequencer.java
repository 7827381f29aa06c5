package io.framecast.frames;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Decides what a record is in its stream: the next frame, a frame after a gap, a duplicate, or the
 * first frame after a reset. A sequencer is immutable and holds the last accepted frame's numbers.
 * {@code accept} returns the sequencer for the next record.
 *
 * <pre>
 *   decide(headers, timestamp) -> Duplicate: drop the record without decoding it
 *                              -> else decode it and call checkSize(decision, frame)
 *   accept(...)                   once the frame is accepted
 * </pre>
 *
 * @param sequence the number of the last accepted frame, empty if it had none
 * @param time the time of the accepted frames
 * @param height the height of the last accepted frame, 0 if it is not known
 * @param width the width of the last accepted frame, 0 if it is not known
 */
public record FrameSequencer(OptionalLong sequence, StreamTime time, int height, int width) {
  /** The sequencer of a stream that has no accepted frame yet. */
  public static final FrameSequencer NEW =
      new FrameSequencer(OptionalLong.empty(), StreamTime.NONE, 0, 0);

  /** A sequence at most this far back is a duplicate; further back, the source has restarted. */
  public static final int MAX_DUPLICATE_DISTANCE = 64;

  private static final Decision NEXT = new Next();
  private static final Decision DUPLICATE = new Duplicate();

  /** States what a record is in its stream. */
  public sealed interface Decision {

    /** Returns how many missing frames the caller must fill in before this frame. */
    default int missing() {
      return this instanceof Gap gap ? gap.frames() : 0;
    }
  }

  /** The record is the next frame, or the first frame of a new stream. */
  public record Next() implements Decision {}

  /**
   * The record is the next frame after a gap that is short enough to fill in.
   *
   * @param frames the number of missing frames
   */
  public record Gap(int frames) implements Decision {}

  /** The record is a frame that was accepted before: drop it. */
  public record Duplicate() implements Decision {}

  /**
   * The stream restarts from a zero state with this frame. The first frame of a new stream may be a
   * reset too, if its source asks for it.
   *
   * @param reason a sentence with what was expected and what was found
   */
  public record Reset(String reason) implements Decision {}

  /**
   * Decides by the headers and the timestamp, before the frame is decoded.
   *
   * <p>A sequence of 0 always resets the stream, even right after another 0. A source that restarts
   * at once looks the same as a repeated first frame, and only the repeated frame may be dropped. A
   * frame is the next one if it or the frame before it has no sequence.
   *
   * @param timestamp the timestamp of the record in milliseconds, negative for none
   */
  public Decision decide(FrameHeaders headers, long timestamp, SequencingRules rules) {
    OptionalLong late = time.lateness(timestamp, rules.ttl());
    if (late.isPresent()) {
      return new Reset(
          String.format(
              Locale.ROOT,
              "expected a frame at most %s after those before it, found it %d ms later",
              rules.ttl(),
              late.getAsLong()));
    }
    if (headers.reset()) {
      return new Reset("header " + FrameHeaders.RESET + " asks for it");
    }
    return sequence.isEmpty() || headers.sequence().isEmpty()
        ? NEXT
        : decide(sequence.getAsLong() + 1, headers.sequence().getAsLong(), rules.maxFill());
  }

  private static Decision decide(long expected, long found, int maxFill) {
    if (found == 0 || found < expected - 1 - MAX_DUPLICATE_DISTANCE) {
      return reset(expected, found, "the source has started again");
    }
    if (found < expected) {
      return DUPLICATE;
    }
    long missing = found - expected;
    if (missing > maxFill) {
      return reset(
          expected,
          found,
          Count.of(missing, "frame")
              + (missing == 1 ? " is" : " are")
              + (" missing, at most " + maxFill + " are filled in"));
    }
    return missing == 0 ? NEXT : new Gap((int) missing);
  }

  private static Reset reset(long expected, long found, String why) {
    return new Reset(
        String.format(Locale.ROOT, "expected sequence %d, found %d: %s", expected, found, why));
  }

  /** Returns the final decision for the decoded frame: a frame of another size is a reset. */
  public Decision checkSize(Decision decided, Frame frame) {
    boolean isOther = height > 0 && (frame.height() != height || frame.width() != width);
    return isOther && !(decided instanceof Reset)
        ? new Reset(
            String.format(
                Locale.ROOT,
                "frame is %dx%d, this stream began with %dx%d",
                frame.height(),
                frame.width(),
                height,
                width))
        : decided;
  }

  /** Returns the sequencer after this frame. */
  public FrameSequencer accept(
      FrameHeaders headers, long timestamp, Frame frame, SequencingRules rules) {
    return new FrameSequencer(
        headers.sequence(), time.accept(timestamp, rules.ttl()), frame.height(), frame.width());
  }

  /** Returns the sequencer after a frame that is not decoded. */
  public FrameSequencer accept(FrameHeaders headers, long timestamp, SequencingRules rules) {
    return new FrameSequencer(headers.sequence(), time.accept(timestamp, rules.ttl()), 0, 0);
  }

  /** Returns this sequencer without the sequence. */
  public FrameSequencer withoutSequence() {
    return new FrameSequencer(OptionalLong.empty(), time, height, width);
  }

  /** Returns this sequencer without the size. */
  public FrameSequencer withoutSize() {
    return new FrameSequencer(sequence, time, 0, 0);
  }
}
