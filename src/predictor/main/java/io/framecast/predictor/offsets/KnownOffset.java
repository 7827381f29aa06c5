package io.framecast.predictor.offsets;

import io.framecast.predictor.streams.CommitMetadata;
import java.util.Locale;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Holds a partition's committed offset, and whether the log confirms it.
 *
 * @param committed the offset at which the partition continues if it is trusted; null without one
 */
record KnownOffset(FrameLogRange log, @Nullable OffsetAndMetadata committed, Trust trust) {

  /** Names the degrees of trust in an offset. */
  enum Trust {
    /** The log holds it. */
    SURE,
    /** The log lost frames before the committed offset; this is the offset of the first of them. */
    SHORTENED,
    /** The log holds it, but may have lost frames before it. */
    IN_DOUBT,
    /** There is none, or the log does not hold it. */
    LOST
  }

  /** Returns the metadata that was committed with the offset. */
  CommitMetadata metadata() {
    return CommitMetadata.parse(committed == null ? null : committed.metadata());
  }

  /** Describes the offset for a warning that it cannot be used. */
  String describe() {
    if (committed == null) {
      return "none";
    }
    String found =
        String.format(
            Locale.ROOT, "%d in a log from %d to %d", committed.offset(), log.first(), log.end());
    return switch (trust) {
      case SHORTENED -> "one after " + found + " that lost its frames from there on";
      case IN_DOUBT -> found + " that may have lost frames before it";
      case SURE, LOST -> found;
    };
  }
}
