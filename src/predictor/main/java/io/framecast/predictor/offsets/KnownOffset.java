package io.framecast.predictor.offsets;

import io.framecast.predictor.streams.CommitMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the group and the log say of a partition.
 *
 * @param committed the offset to go on at, as far as it can be trusted; null where there is none
 */
record KnownOffset(FrameLogRange log, @Nullable OffsetAndMetadata committed, Trust trust) {

  /** How much the offset is worth. */
  enum Trust {
    /** The log holds it. */
    SURE,
    /** The log lost frames before the committed one: this is the offset of the first of them. */
    SHORTENED,
    /** The log holds it, and may have lost frames before it. */
    IN_DOUBT,
    /** There is none, or the log does not hold it. */
    LOST
  }

  /** What was committed beside the offset. */
  CommitMetadata position() {
    return CommitMetadata.parse(committed == null ? null : committed.metadata());
  }

  /** What is found instead of an offset that the log holds. */
  String describe() {
    if (committed == null) {
      return "none";
    }
    String found =
        "%d in a log from %d to %d".formatted(committed.offset(), log.first(), log.end());
    return switch (trust) {
      case SHORTENED -> "one after " + found + " that lost its frames from there on";
      case IN_DOUBT -> found + " that may have lost frames before it";
      case SURE, LOST -> found;
    };
  }
}
