package io.framecast.predictor.streams;

import io.framecast.frames.DecodedFrame;
import io.framecast.frames.FrameHeaders;
import io.framecast.topics.RecordPosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds a frame that its stream will accept.
 *
 * @param missing number of missing frames to fill in before it
 * @param resetReason null if the stream continues
 */
record AcceptedFrame(
    ConsumerRecord<byte[], byte[]> record,
    FrameHeaders headers,
    DecodedFrame decoded,
    int missing,
    @Nullable String resetReason) {

  RecordPosition source() {
    return RecordPosition.of(record);
  }

  boolean isReset() {
    return resetReason != null;
  }

  @Nullable Long number() {
    return headers.sequence().isPresent() ? headers.sequence().getAsLong() : null;
  }
}
