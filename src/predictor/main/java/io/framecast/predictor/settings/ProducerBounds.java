package io.framecast.predictor.settings;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * Holds the largest record that a producer accepts, and the longest time until a record is sent.
 *
 * @param recordBytes the size of the largest record
 * @param patience by then each record is sent or has failed, unless the producer's thread is dead
 */
public record ProducerBounds(int recordBytes, Duration patience) {

  /** Allows for the producer's thread, which reports an expired record only on its next pass. */
  private static final int PASS_MILLIS = 5_000;

  /**
   * Computes the bounds from a producer's settings.
   *
   * @throws ConfigException for settings that Kafka rejects
   */
  public static ProducerBounds of(Map<String, Object> producer) {
    ProducerConfig config = new ProducerConfig(producer);
    int request = config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    long memory = config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
    long delivery = config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
    return new ProducerBounds(
        (int) Math.min(request, memory), Duration.ofMillis(delivery + PASS_MILLIS));
  }
}
