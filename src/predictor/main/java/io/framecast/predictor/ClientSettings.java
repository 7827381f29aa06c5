package io.framecast.predictor;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the Kafka clients are told: our defaults, over them the operator's {@code kafka.*} settings,
 * over those what correctness depends on.
 */
final class ClientSettings {

  /** Records of one poll; a transaction takes them or fewer. */
  static final int MOST_RECORDS = 500;

  private final Map<String, Object> operator = new HashMap<>();
  private final String transactionalId;

  ClientSettings(Properties operator, String transactionalId) {
    operator.forEach((name, value) -> this.operator.put(name.toString(), value));
    this.transactionalId = transactionalId;
  }

  String bootstrap() {
    return String.valueOf(operator.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  Map<String, Object> admin() {
    return merged(
        Map.of(
            "request.timeout.ms", 3_000,
            "default.api.timeout.ms", 5_000,
            "enable.metrics.push", false),
        Map.of());
  }

  Map<String, Object> consumer() {
    return merged(
        Map.ofEntries(
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, "framecast-predictor"),
            Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, transactionalId),
            // no frame is lost between a new group's first start and its first commit
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS),
            Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
            // the default of 45 s would be the length of every takeover
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000),
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000),
            // partitions that stay keep their streams through a rebalance
            Map.entry(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()),
            Map.entry(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false)),
        Map.of(
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false));
  }

  /**
   * The producer's.
   *
   * @param largestRecord that any topic takes
   */
  Map<String, Object> producer(int largestRecord) {
    return merged(
        Map.ofEntries(
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, transactionalId),
            // how long a takeover may have to wait for the dead process's open transaction
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000),
            // a transaction right after another waits this long, by default 100 ms
            Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord),
            Map.entry(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false)),
        Map.of(
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.ACKS_CONFIG,
            "all"));
  }

  private Map<String, Object> merged(Map<String, Object> defaults, Map<String, Object> fixed) {
    Map<String, Object> all = new HashMap<>(defaults);
    all.putAll(operator);
    all.putAll(fixed);
    return all;
  }
}
