package io.framecast.frames;

import java.util.OptionalLong;

/**
 * Decides what a record is in its stream: the next frame, a frame after a gap, a duplicate, or the
 * first frame after a reset. It knows the last accepted frame and never changes; accepting a frame
 * returns the sequencer for the record after it.
 *
 * <pre>
 *   decide(headers, timestamp) -> Duplicate: drop the record, its pixels do not matter
 *                              -> else decode it, and withSize(decision, frame) decides
 *   accept(...)                   if the frame is taken
 * </pre>
 *
 * @param sequence of the last accepted frame, empty if it had none
 * @param time of the accepted frames
 * @param height of the last accepted frame, 0 if it is not known
 * @param width of the last accepted frame, 0 if it is not known
 */
public record FrameSequencer(OptionalLong sequence, StreamTime time, int height, int width) {
  /** A stream of which no frame has been accepted. */
  public static final FrameSequencer NEW =
      new FrameSequencer(OptionalLong.empty(), StreamTime.NONE, 0, 0);

  /** A duplicate comes at most so late; a sequence further back is a source that restarted. */
  public static final int MOST_BACK = 64;

  private static final Decision NEXT = new Next();
  private static final Decision DUPLICATE = new Duplicate();

  /** What a record is in its stream. */
  public sealed interface Decision {

    /** Returns how many frames are missing before it and are to be filled in. */
    default int missing() {
      return this instanceof Gap gap ? gap.frames() : 0;
    }
  }

  /** The next frame, or the first one of a new stream. */
  public record Next() implements Decision {}

  /**
   * The next frame after a gap that is short enough to be filled in.
   *
   * @param frames that are missing
   */
  public record Gap(int frames) implements Decision {}

  /** The frame was accepted before: drop it. */
  public record Duplicate() implements Decision {}

  /**
   * The stream begins again with this frame. A new stream may begin with one too: its source says
   * so.
   *
   * @param reason a sentence: what was expected, and what was found
   */
  public record Reset(String reason) implements Decision {}

  /**
   * Decides by everything but the pixels.
   *
   * <p>A sequence of 0 always resets the stream, even right after another 0: a source that
   * restarted at once looks the same as a repeated first frame, and only the latter's loss would be
   * harmless. A frame without a sequence, or after one without, is simply the next.
   *
   * @param timestamp of the record in milliseconds, negative for none
   */
  public Decision decide(FrameHeaders headers, long timestamp, SequencingRules rules) {
    OptionalLong late = time.lateBy(timestamp, rules.ttl());
    if (late.isPresent()) {
      return new Reset(
          "expected a frame at most %s after those before it, found it %d ms later"
              .formatted(rules.ttl(), late.getAsLong()));
    }
    if (headers.reset()) {
      return new Reset("header " + FrameHeaders.RESET + " asks for it");
    }
    return sequence.isEmpty() || headers.sequence().isEmpty()
        ? NEXT
        : decide(sequence.getAsLong() + 1, headers.sequence().getAsLong(), rules.maxFill());
  }

  private static Decision decide(long expected, long found, int maxFill) {
    if (found == 0 || found < expected - 1 - MOST_BACK) {
      return reset(expected, found, "the source has started again");
    }
    if (found < expected) {
      return DUPLICATE;
    }
    long missing = found - expected;
    if (missing > maxFill) {
      return reset(
          expected, found, missing + " frames are missing, at most " + maxFill + " are filled in");
    }
    return missing == 0 ? NEXT : new Gap((int) missing);
  }

  private static Reset reset(long expected, long found, String why) {
    return new Reset("expected sequence %d, found %d: %s".formatted(expected, found, why));
  }

  /** Returns the decision once the frame is decoded: a frame of another size is a reset. */
  public Decision withSize(Decision decided, Frame frame) {
    boolean isOther = height > 0 && (frame.height() != height || frame.width() != width);
    return isOther && !(decided instanceof Reset)
        ? new Reset(
            "frame is %dx%d, this stream began with %dx%d"
                .formatted(frame.height(), frame.width(), height, width))
        : decided;
  }

  /** Returns the sequencer after this frame. */
  public FrameSequencer accept(
      FrameHeaders headers, long timestamp, Frame frame, SequencingRules rules) {
    return new FrameSequencer(
        headers.sequence(), time.after(timestamp, rules.ttl()), frame.height(), frame.width());
  }

  /** Returns the sequencer after a frame whose pixels are not looked at. */
  public FrameSequencer accept(FrameHeaders headers, long timestamp, SequencingRules rules) {
    return new FrameSequencer(headers.sequence(), time.after(timestamp, rules.ttl()), 0, 0);
  }

  /** Returns the same, but for what is known of the sequence. */
  public FrameSequencer withoutSequence() {
    return new FrameSequencer(OptionalLong.empty(), time, height, width);
  }

  /** Returns the same, but for the size. */
  public FrameSequencer withoutSize() {
    return new FrameSequencer(sequence, time, 0, 0);
  }
}
