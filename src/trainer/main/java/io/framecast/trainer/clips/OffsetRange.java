package io.framecast.trainer.clips;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A stretch of one partition of the frames topic.
 *
 * @param from offset of its first record
 * @param to offset after its last one
 */
public record OffsetRange(
    @JsonProperty(required = true) int partition,
    @JsonProperty(required = true) long from,
    @JsonProperty(required = true) long to) {

  /** Throws {@link IllegalArgumentException} for a stretch that cannot be. */
  public OffsetRange {
    if (partition < 0 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          "expected offsets from 0 up, found partition %d from %d to %d"
              .formatted(partition, from, to));
    }
  }

  long length() {
    return to - from;
  }
}
