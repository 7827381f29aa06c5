package io.framecast.topics;

import io.framecast.frames.FrameLimits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes how large records of topics may be, from the limits of a frame. */
final class RecordSizes {
  private static final Logger LOG = LoggerFactory.getLogger(RecordSizes.class);

  /** Space for headers: a producer's own, or those that a dead letter adds to its record. */
  private static final int HEADER_BYTES = 64 << 10;

  private RecordSizes() {}

  /** Returns the size of a record with this many bytes and headers. */
  static int withHeaders(int bytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) bytes + HEADER_BYTES);
  }

  /** Returns the size of the largest record with a frame. */
  static int ofFrames(FrameLimits limits) {
    return withHeaders(limits.maxBytes());
  }

  /** Returns the same for predictions, which may be larger than their frame: a PNG after a JPEG. */
  static int ofPredictions(FrameLimits limits) {
    FrameLimits anyEncoding = FrameLimits.ofSize(limits.maxHeight(), limits.maxWidth());
    return Math.max(ofFrames(limits), ofFrames(anyEncoding));
  }

  /** Warns of each topic that refuses frames which the limits admit. */
  static void warn(Admin admin, TopicPlan plan) throws InterruptedException {
    FrameLimits limits = plan.limits();
    int expected = ofFrames(limits);
    new TreeMap<>(found(admin, plan.framed()))
        .forEach(
            (topic, value) -> {
              if (Long.parseLong(value) < expected) {
                LOG.warn(
                    "expected max.message.bytes of {} to be at least {}, as framecast.limits.bytes"
                        + " admits frames of {} bytes, found {}; raise it with kafka-configs"
                        + " --alter, or lower the limit",
                    topic,
                    expected,
                    limits.maxBytes(),
                    value);
              }
            });
  }

  /** Returns the setting by topic; none if this client may not read it, as it can serve so. */
  private static Map<String, String> found(Admin admin, List<String> topics)
      throws InterruptedException {
    try {
      return TopicLayout.settings(admin, topics, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    } catch (AuthorizationException e) {
      LOG.debug("the largest records of {} are not checked", topics, e);
      return Map.of();
    }
  }
}
