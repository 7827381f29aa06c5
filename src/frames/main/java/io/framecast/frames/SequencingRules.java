package io.framecast.frames;

import java.time.Duration;

/**
 * Holds the settings of a {@link FrameSequencer}.
 *
 * @param maxFill the longest gap in a sequence that is filled in, in frames
 * @param ttl the time to live of a stream: a frame whose timestamp is more than this after all
 *     earlier ones resets the stream
 */
public record SequencingRules(int maxFill, Duration ttl) {
  /** The predictor's defaults. */
  public static final SequencingRules DEFAULT = new SequencingRules(4, Duration.ofHours(24));

  /** By default this many last frames of a stream prime its state for other weights. */
  public static final int PRIMING_FRAMES = 45;

  private static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

  /** Returns rules under which no timestamp resets a stream. */
  public static SequencingRules withoutTtl(int maxFill) {
    return new SequencingRules(maxFill, NEVER);
  }
}
