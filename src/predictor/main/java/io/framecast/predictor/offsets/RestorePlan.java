package io.framecast.predictor.offsets;

import io.framecast.predictor.streams.CommitMetadata;
import java.util.Optional;

/**
 * Where a partition goes on.
 *
 * @param position what was committed beside the offset
 * @param first offset that the log of frames holds
 * @param end offset of its next frame
 * @param next offset of the first frame that is not answered, as far as it is known
 * @param source where that comes from
 * @param epoch of the leader that wrote the frame before {@code next}, empty where it is not known
 */
public record RestorePlan(
    CommitMetadata position,
    long first,
    long end,
    long next,
    Source source,
    Optional<Integer> epoch) {

  /** A plan for which the leader of the frame before is not known. */
  RestorePlan(CommitMetadata position, FrameLogRange log, long next, Source source) {
    this(position, log.first(), log.end(), next, source, Optional.empty());
  }

  /** What tells the next offset. */
  public enum Source {
    /** The group, and the log holds it. */
    COMMITTED,
    /**
     * Predictions, dead letters and checkpoints of later frames, as the committed offset is lost,
     * outside of the log or in doubt.
     */
    PUBLISHED,
    /**
     * The end of what is left of a log that lost its end, as leaders' epochs or what was published
     * tell it: checkpoints of later frames are of lost ones.
     */
    SHORTENED_LOG,
    /**
     * The beginning of the log, as the topic was made again after what was published: checkpoints
     * are of other frames.
     */
    NEW_LOG,
    /** The setting auto.offset.reset, as neither of them says anything. */
    POLICY
  }
}
