package io.framecast.predictor.offsets;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.HeaderText;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Says what tells a frame from another one at the same offset of another log. */
final class FrameIdentity {
  /**
   * A broker refuses a frame whose timestamp is further ahead of its clock, by default
   * (message.timestamp.after.max.ms). A record that is older than a frame by more than that does
   * not answer it.
   */
  static final long MOST_AHEAD_MILLIS = Duration.ofHours(1).toMillis();

  private FrameIdentity() {}

  /** Returns the frame's sequence, empty where it carries none that can be read. */
  static OptionalLong sequence(ConsumerRecord<byte[], byte[]> frame) {
    try {
      return HeaderText.ofFrame(frame).sequence();
    } catch (RefusedFrameException e) {
      return OptionalLong.empty();
    }
  }
}
