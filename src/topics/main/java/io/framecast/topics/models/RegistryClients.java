package io.framecast.topics.models;

import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.RecordPoller;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Creates Kafka clients of the registry, one for each use, since changes are rare. All of them wait
 * equally long for a broker that does not answer.
 */
final class RegistryClients {
  static final int PATIENCE_MILLIS = (int) KafkaClientSettings.PATIENCE.toMillis();

  private final Map<String, Object> settings;

  /**
   * Creates no client yet.
   *
   * @param settings client settings; those that the registry needs are added here
   */
  RegistryClients(Map<String, ?> settings) {
    this.settings = new HashMap<>(settings);
  }

  /** Creates a producer for changes, whose transactions fence other producers of this id. */
  Producer<byte[], byte[]> transactionalProducer(String id, int largestRecord) {
    Map<String, Object> all = producerSettings();
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord);
    return new KafkaProducer<>(all);
  }

  /** Creates a producer for events, which is independent of changes. */
  Producer<byte[], byte[]> eventProducer() {
    return new KafkaProducer<>(producerSettings());
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> all = KafkaClientSettings.producer(settings);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    return all;
  }

  /** Creates a consumer of committed records without a group. */
  KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(readerSettings());
  }

  /** Creates a poller for a consumer of {@link #consumer}. */
  RecordPoller poller(KafkaConsumer<byte[], byte[]> consumer) {
    return RecordPoller.of(consumer, readerSettings());
  }

  private Map<String, Object> readerSettings() {
    Map<String, Object> all = KafkaClientSettings.consumer(settings);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    return all;
  }

  Admin admin() {
    Map<String, Object> all = KafkaClientSettings.admin(settings);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    return Admin.create(all);
  }

  /** Waits for a client's result; throws a failure as the client itself would. */
  static <T> T get(Future<T> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
