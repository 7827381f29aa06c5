package io.framecast.predictor.offsets;

import io.framecast.predictor.streams.CommitMetadata;
import java.util.Optional;

/**
 * Holds where a partition continues.
 *
 * @param metadata the metadata that was committed with the offset
 * @param first the first offset that the log of frames holds
 * @param end the offset of the log's next frame
 * @param next the offset of the first frame that is not processed, as far as it is known
 * @param source how that offset was found
 * @param epoch the epoch of the leader that wrote the frame before {@code next}; empty if unknown
 */
public record RestorePlan(
    CommitMetadata metadata,
    long first,
    long end,
    long next,
    OffsetSource source,
    Optional<Integer> epoch) {

  /** Creates a plan whose epoch is unknown. */
  RestorePlan(CommitMetadata metadata, FrameLogRange log, long next, OffsetSource source) {
    this(metadata, log.first(), log.end(), next, source, Optional.empty());
  }

  /** Names the sources of the next offset. */
  public enum OffsetSource {
    /** The group committed it, and the log holds it. */
    COMMITTED,
    /**
     * The committed offset is lost, outside the log or in doubt. Predictions, dead letters and
     * checkpoints of later frames replace it.
     */
    PUBLISHED,
    /**
     * The log lost its end. Leader epochs or published records show what is left; checkpoints of
     * later frames are invalid.
     */
    SHORTENED_LOG,
    /** The topic was recreated: the log is read from its start, and all checkpoints are invalid. */
    NEW_LOG,
    /** No offset was found, so the setting auto.offset.reset decides. */
    POLICY
  }
}
