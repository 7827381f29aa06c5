package io.framecast.predictor.streams;

import io.framecast.service.InvalidSettingException;
import io.framecast.topics.InvalidTopicsException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the largest record that each topic takes now. That is what the topic allows, at most what
 * the producer takes, and less than any record that the broker has refused although both allow it.
 * One thread changes it, any thread asks.
 */
public final class RecordLimits {
  private static final Logger LOG = LoggerFactory.getLogger(RecordLimits.class);

  /** Every event, score, birth and dead letter without its record is smaller than that. */
  static final int LEAST = 16 << 10;

  /** More than a record costs beside its key, value and headers. */
  private static final int RECORD_OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  private final int producer;
  private final Map<String, Integer> refused = new HashMap<>();
  private final Map<String, Integer> bytes = new ConcurrentHashMap<>();

  /**
   * None for any topic yet.
   *
   * @param producer the largest record that the producer takes
   * @throws InvalidSettingException where that is too little for any batch
   */
  public RecordLimits(int producer) {
    if (producer < LEAST) {
      throw new InvalidSettingException(
          "kafka.max.request.size and kafka.buffer.memory: expected at least %d bytes each, found %d"
              .formatted(LEAST, producer));
    }
    this.producer = producer;
  }

  /** The largest record of each topic, by its name; what is read there is always of now. */
  public Map<String, Integer> bytes() {
    return Collections.unmodifiableMap(bytes);
  }

  /**
   * Takes note of what the topics allow now.
   *
   * @throws InvalidTopicsException where one allows too little for any batch
   */
  public void update(Map<String, Integer> allowed) {
    allowed.forEach(this::update);
  }

  private void update(String topic, int allowed) {
    if (allowed < LEAST) {
      throw new InvalidTopicsException(
          "expected %s to allow records of at least %d bytes, found max.message.bytes=%d; raise it"
              .formatted(topic, LEAST, allowed));
    }
    Integer less = refused.get(topic);
    if (less != null && allowed <= less) {
      refused.remove(topic); // it was refused for the topic's limit, which may be raised again
    }
    int most = Math.min(allowed, producer);
    bytes.put(topic, Math.min(most, refused.getOrDefault(topic, most)));
  }

  /**
   * The broker has refused this record as too large: from now on its topic takes smaller ones only,
   * so the same batch fails no second time.
   *
   * @throws InvalidTopicsException for a record that is so small that none can be smaller
   */
  public void lower(ProducerRecord<byte[], byte[]> record) {
    long size = size(record);
    String topic = record.topic();
    if (size < LEAST) {
      throw new InvalidTopicsException(
          "expected %s to take records of at least %d bytes, found that the broker refuses one of"
                  .formatted(topic, LEAST)
              + " %d; raise max.message.bytes".formatted(size));
    }
    int less = (int) Math.min(Integer.MAX_VALUE, size - size / 8);
    refused.merge(topic, less, Math::min);
    bytes.merge(topic, less, Math::min);
    LOG.warn(
        "expected {} to take a record of {} bytes, found that the broker refuses it; records of"
            + " more than {} bytes are no longer sent to it",
        topic,
        size,
        bytes.get(topic));
  }

  /** Bytes that a record takes in its topic, or a few more. */
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
