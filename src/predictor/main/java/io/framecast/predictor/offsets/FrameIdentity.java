package io.framecast.predictor.offsets;

import io.framecast.topics.HeaderText;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Distinguishes a frame from another one at the same offset of another log. */
final class FrameIdentity {
  /**
   * Limits how far a frame's timestamp is ahead of the broker's clock, by default
   * (message.timestamp.after.max.ms). A record that is older than a frame by more than this is not
   * its output.
   */
  static final long MAX_AHEAD_MILLIS = Duration.ofHours(1).toMillis();

  private FrameIdentity() {}

  /** Returns the frame's sequence, or empty if it has no readable one. */
  static OptionalLong sequence(ConsumerRecord<byte[], byte[]> frame) {
    return HeaderText.ofFrame(frame).sequence();
  }
}
