package io.framecast.predictor.offsets;

import org.apache.kafka.common.TopicPartition;

/**
 * Holds the range of offsets of a partition of frames.
 *
 * @param first the first offset that the log holds
 * @param end the offset of its next frame
 * @param mayBeNew whether the topic may have been deleted and recreated
 */
record FrameLogRange(TopicPartition partition, long first, long end, boolean mayBeNew) {

  /** Returns whether the offset is in the range. */
  boolean has(long offset) {
    return first <= offset && offset < end;
  }
}
