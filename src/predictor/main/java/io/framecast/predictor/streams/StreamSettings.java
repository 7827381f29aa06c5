package io.framecast.predictor.streams;

import io.framecast.frames.SequencingRules;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What an operator may decide about streams.
 *
 * @param maxFill the longest gap in a sequence that is filled in
 * @param checkpointFrames a stream is written down once in so many of its frames
 * @param checkpointRecords and when its partition has moved by so many since its first frame that
 *     is not written down: no stream makes the others wait for a longer replay
 * @param primingFrames the last frames that are kept, to build a state with other weights
 * @param ttl a frame that comes so much later than all before it, by their timestamps, starts its
 *     stream afresh
 * @param overloadLag a frame with more records behind it than that steps its stream, and its
 *     prediction is not published; empty: every one is
 */
public record StreamSettings(
    int maxFill,
    int checkpointFrames,
    int checkpointRecords,
    int primingFrames,
    Duration ttl,
    OptionalInt overloadLag) {

  public static final StreamSettings DEFAULT =
      new StreamSettings(
          SequencingRules.DEFAULT.maxFill(),
          30,
          20_000,
          SequencingRules.PRIMING_FRAMES,
          SequencingRules.DEFAULT.ttl(),
          OptionalInt.empty());

  /** Returns the rules by which a record is the next frame of its stream, or not. */
  SequencingRules sequencing() {
    return new SequencingRules(maxFill, ttl);
  }
}
