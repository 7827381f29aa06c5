package io.framecast.frames;

import java.time.Duration;

/**
 * The settings of a {@link FrameSequencer}.
 *
 * @param maxFill the longest gap in a sequence that is filled in, in frames
 * @param ttl a frame that comes so much later than all before it, by their timestamps, resets its
 *     stream
 */
public record SequencingRules(int maxFill, Duration ttl) {
  /** The predictor's defaults. */
  public static final SequencingRules DEFAULT = new SequencingRules(4, Duration.ofHours(24));

  /** How many last frames of a stream build its state for other weights, by default. */
  public static final int PRIMING_FRAMES = 45;

  private static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

  /** Returns rules by which no timestamp resets a stream. */
  public static SequencingRules withoutTime(int maxFill) {
    return new SequencingRules(maxFill, NEVER);
  }
}
