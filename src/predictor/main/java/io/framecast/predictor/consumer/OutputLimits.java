package io.framecast.predictor.consumer;

import io.framecast.predictor.settings.ClientSettings;
import io.framecast.predictor.settings.ProducerBounds;
import io.framecast.predictor.streams.RecordLimits;
import io.framecast.service.InvalidSettingException;
import io.framecast.topics.InvalidTopicsException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Holds the size limits of the output records, and the settings of a producer that takes the
 * largest of them. One thread updates it.
 */
final class OutputLimits {
  private final ClientSettings clients;
  private final RecordLimits limits;
  private Map<String, Object> settings;
  private ProducerBounds bounds;

  /**
   * Starts with the topics' limits.
   *
   * @param recordBytes the size of the largest record of each topic, by name
   * @throws InvalidTopicsException if one is too small for any batch
   * @throws InvalidSettingException if that of the producer is
   */
  OutputLimits(ClientSettings clients, Map<String, Integer> recordBytes) {
    this.clients = clients;
    this.settings = clients.producer(Collections.max(recordBytes.values()));
    this.bounds = ProducerBounds.of(settings);
    this.limits = new RecordLimits(bounds.recordBytes());
    limits.update(recordBytes);
  }

  /** Returns the limits, which {@link #update} changes. */
  RecordLimits limits() {
    return limits;
  }

  /** Returns how long a record may be neither sent nor refused. */
  Duration patience() {
    return bounds.patience();
  }

  /** Returns a new producer, which takes records of the current limits. */
  Producer<byte[], byte[]> newProducer() {
    return new KafkaProducer<>(settings);
  }

  /**
   * Updates the topics' limits.
   *
   * @return whether they need a new producer, as the current one refuses records that a topic takes
   *     by now
   * @throws InvalidTopicsException if a limit is too small for any batch
   */
  boolean update(Map<String, Integer> recordBytes) {
    Map<String, Object> wanted = clients.producer(Collections.max(recordBytes.values()));
    ProducerBounds found = ProducerBounds.of(wanted);
    boolean isLarger = found.recordBytes() > bounds.recordBytes();
    if (isLarger) {
      settings = wanted;
      bounds = found;
      limits.raiseProducer(found.recordBytes());
    }
    limits.update(recordBytes);
    return isLarger;
  }
}
