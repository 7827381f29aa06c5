package io.framecast.predictor.offsets;

import org.apache.kafka.common.TopicPartition;

/**
 * The log of a partition of frames as it is now.
 *
 * @param first offset that it holds
 * @param end offset of its next frame
 * @param mayBeNew whether the topic may have been deleted and made again since
 */
record FrameLogRange(TopicPartition partition, long first, long end, boolean mayBeNew) {

  boolean holds(long offset) {
    return first <= offset && offset < end;
  }
}
