package io.framecast.predictor.offsets;

import io.framecast.predictor.streams.Position;

/**
 * Where a partition goes on.
 *
 * @param position what was committed beside the offset
 * @param first offset that the log of frames holds
 * @param end offset of its next frame
 * @param next offset of the first frame that is not answered, as far as it is known
 * @param source where that comes from
 */
public record RestorePlan(Position position, long first, long end, long next, Source source) {

  /** What tells the next offset. */
  public enum Source {
    /** The group, and the log holds it. */
    COMMITTED,
    /** Predictions and dead letters, as the committed offset is lost or outside of the log. */
    PUBLISHED,
    /** Dead letters alone, as no prediction is left: a checkpoint may be of a later frame. */
    DEAD_LETTERS,
    /** The beginning of the log, as the topic was made again after what was published. */
    NEW_LOG,
    /** The setting auto.offset.reset, as neither of them says anything. */
    POLICY
  }
}
