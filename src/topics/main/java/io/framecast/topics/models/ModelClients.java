package io.framecast.topics.models;

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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Clients for the registry, each for one use, since changes are few. All of them have the same
 * patience with a broker that does not answer.
 */
final class ModelClients {
  static final int PATIENCE_MILLIS = 10_000;

  private static final ByteArraySerializer BYTES = new ByteArraySerializer();

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
    return new KafkaProducer<>(all, BYTES, BYTES);
  }

  /** Beside all changes, in the way of none. */
  Producer<byte[], byte[]> telling() {
    return new KafkaProducer<>(writing(), BYTES, BYTES);
  }

  private Map<String, Object> writing() {
    Map<String, Object> all = new HashMap<>(settings);
    all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return all;
  }

  /** Of no group, for what is committed. */
  KafkaConsumer<byte[], byte[]> reading() {
    return new KafkaConsumer<>(
        readerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Polls a consumer that {@link #reading} made. */
  RecordPoller polling(KafkaConsumer<byte[], byte[]> consumer) {
    return RecordPoller.of(consumer, readerSettings());
  }

  private Map<String, Object> readerSettings() {
    Map<String, Object> all = new HashMap<>(settings);
    all.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    return all;
  }

  Admin admin() {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
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
