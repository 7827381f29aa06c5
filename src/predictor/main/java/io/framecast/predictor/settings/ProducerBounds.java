package io.framecast.predictor.settings;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What a producer of some settings takes, and how long it tries.
 *
 * @param recordBytes the largest record that it takes
 * @param patience by then it has sent a record or told why not, unless its thread is dead
 */
public record ProducerBounds(int recordBytes, Duration patience) {

  /** Expired records are told on the next turn of the producer's thread. */
  private static final int TURN_MILLIS = 5_000;

  /** Throws {@link org.apache.kafka.common.config.ConfigException} for settings it cannot use. */
  public static ProducerBounds of(Map<String, Object> producer) {
    ProducerConfig config = new ProducerConfig(producer);
    int request = config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    long memory = config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
    long delivery = config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
    return new ProducerBounds(
        (int) Math.min(request, memory), Duration.ofMillis(delivery + TURN_MILLIS));
  }
}
