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
 * Clients for the registry, each for one use, since changes are few. All of them have the same
 * patience with a broker that does not answer.
 */
final class ModelClients {
  static final int PATIENCE_MILLIS = 10_000;

  private final Map<String, Object> settings;

  /**
   * Of this broker.
   *
   * @param settings ordinary client settings; what makes a client one of the registry is set here
   */
  ModelClients(Map<String, ?> settings) {
    this.settings = new HashMap<>(settings);
  }

  /** For changes under this id: fences whoever else has it once its transactions are begun. */
  Producer<byte[], byte[]> changing(String id, int largestRecord) {
    Map<String, Object> all = writing();
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord);
    return new KafkaProducer<>(all);
  }

  /** Beside all changes, in the way of none. */
  Producer<byte[], byte[]> telling() {
    return new KafkaProducer<>(writing());
  }

  private Map<String, Object> writing() {
    Map<String, Object> all = KafkaClientSettings.producer(settings);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    return all;
  }

  /** Of no group, for what is committed. */
  KafkaConsumer<byte[], byte[]> reading() {
    return new KafkaConsumer<>(readerSettings());
  }

  /** Polls a consumer that {@link #reading} made. */
  RecordPoller polling(KafkaConsumer<byte[], byte[]> consumer) {
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

  /** What a client answers in a while, or why it does not, as it would say it itself. */
  static <T> T get(Future<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
