package io.framecast.predictor.streams;

import io.framecast.service.InvalidSettingException;
import io.framecast.topics.InvalidTopicsException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current size limit of each topic's records. It is the topic's own limit, at most the
 * producer's, and smaller than any record that the broker refused although both allow it. One
 * thread changes the limits, any thread may read them.
 */
public final class RecordLimits {
  private static final Logger LOG = LoggerFactory.getLogger(RecordLimits.class);

  /** An upper bound for events, scores, first checkpoints and dead letters without a record. */
  static final int MIN_BYTES = 16 << 10;

  /** An upper bound for a record's bytes beside its key, value and headers. */
  private static final int RECORD_OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  private int producer;
  private final Map<String, Integer> refused = new HashMap<>();
  private final Map<String, Integer> bytes = new ConcurrentHashMap<>();

  /**
   * Starts without a limit for any topic.
   *
   * @param producer the largest record that the producer takes
   * @throws InvalidSettingException if that is too small for any batch
   */
  public RecordLimits(int producer) {
    if (producer < MIN_BYTES) {
      throw new InvalidSettingException(
          String.format(
              Locale.ROOT,
              "kafka.max.request.size and kafka.buffer.memory: expected at least %d bytes each, found %d",
              MIN_BYTES,
              producer));
    }
    this.producer = producer;
  }

  /** Returns a live view of the limits, by topic name. */
  public Map<String, Integer> bytes() {
    return Collections.unmodifiableMap(bytes);
  }

  /** Raises the producer's limit; {@link #update} then applies it. */
  public void raiseProducer(int largest) {
    producer = Math.max(producer, largest);
  }

  /**
   * Updates the topics' own limits.
   *
   * @throws InvalidTopicsException if a limit is too small for any batch
   */
  public void update(Map<String, Integer> allowed) {
    allowed.forEach(this::update);
  }

  private void update(String topic, int allowed) {
    if (allowed < MIN_BYTES) {
      throw new InvalidTopicsException(
          String.format(
              Locale.ROOT,
              "expected %s to allow records of at least %d bytes, found max.message.bytes=%d; raise it",
              topic,
              MIN_BYTES,
              allowed));
    }
    Integer lowered = refused.get(topic);
    if (lowered != null && allowed <= lowered) {
      refused.remove(topic); // the topic's own limit explains the refusal and may be raised again
    }
    int max = Math.min(allowed, producer);
    int now = Math.min(max, refused.getOrDefault(topic, max));
    Integer before = bytes.put(topic, now);
    if (before != null && before != now) {
      LOG.info("{} takes records of up to {} bytes now, {} before", topic, now, before);
    }
  }

  /**
   * Lowers a topic's limit after the broker refused this record as too large, so that the same
   * batch does not fail again.
   *
   * @throws InvalidTopicsException if the record is so small that the limit cannot be lowered
   */
  public void lower(ProducerRecord<byte[], byte[]> record) {
    long size = size(record);
    String topic = record.topic();
    if (size < MIN_BYTES) {
      throw new InvalidTopicsException(
          String.format(
                  Locale.ROOT,
                  "expected %s to take records of at least %d bytes, found that the broker refuses one of",
                  topic,
                  MIN_BYTES)
              + String.format(Locale.ROOT, " %d; raise max.message.bytes", size));
    }
    int lowered = (int) Math.min(Integer.MAX_VALUE, size - size / 8);
    refused.merge(topic, lowered, Math::min);
    bytes.merge(topic, lowered, Math::min);
    LOG.warn(
        "the broker refuses a record of {} bytes for {}; records of more than {} bytes are no"
            + " longer sent to it",
        size,
        topic,
        bytes.get(topic));
  }

  /** Returns an upper bound for the bytes that a record takes in its topic. */
  static long size(ProducerRecord<byte[], byte[]> record) {
    long bytes = (long) RECORD_OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
