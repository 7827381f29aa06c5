package io.framecast.predictor.streams;

import io.framecast.frames.SequencingRules;
import io.framecast.topics.Prediction;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Holds the settings of streams.
 *
 * @param maxFill the longest gap in a sequence that is filled in
 * @param checkpointFrames a stream writes one checkpoint in this many of its frames
 * @param checkpointRecords a stream also writes one when its first unsaved frame is this many
 *     records behind its partition, so that no stream needs a longer replay
 * @param primingFrames number of last frames kept, to prime a state of other weights
 * @param ttl a frame whose timestamp is this much later than all earlier ones resets its stream
 * @param overloadLag a frame with more records behind it steps its stream, but its prediction is
 *     not published; empty: all predictions are published
 * @param horizons how many frames ahead are predicted, from 1 on; those after the next one are
 *     published as forecasts
 */
public record StreamSettings(
    int maxFill,
    int checkpointFrames,
    int checkpointRecords,
    int primingFrames,
    Duration ttl,
    OptionalInt overloadLag,
    int horizons) {

  /** The most frames ahead: a stream keeps about half of the square of this many frames. */
  public static final int MAX_HORIZONS = Prediction.MAX_HORIZON;

  public static final StreamSettings DEFAULT =
      new StreamSettings(
          SequencingRules.DEFAULT.maxFill(),
          30,
          20_000,
          SequencingRules.PRIMING_FRAMES,
          SequencingRules.DEFAULT.ttl(),
          OptionalInt.empty(),
          1);

  /** Returns the rules that decide whether a record is the next frame of its stream. */
  SequencingRules sequencing() {
    return new SequencingRules(maxFill, ttl);
  }
}
