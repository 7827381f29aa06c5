package io.framecast.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Adds to an operator's client settings what every reader, producer and admin client needs. */
public final class KafkaClientSettings {
  /** How long commands and the registry wait for a broker to answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long DEFAULT_LINGER =
      number(ProducerConfig.configDef().defaultValues(), ProducerConfig.LINGER_MS_CONFIG, 0);

  private KafkaClientSettings() {}

  /**
   * Returns settings of a consumer without a group that reads committed records as bytes. It
   * commits nothing, creates no topic, and polls few records for {@link RecordPoller}.
   */
  public static Map<String, Object> consumer(Map<String, ?> operator) {
    Map<String, Object> all = common(operator);
    all.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    all.remove(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG);
    all.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
    all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    return all;
  }

  /** Returns settings of an idempotent producer that writes bytes to all replicas. */
  public static Map<String, Object> producer(Map<String, ?> operator) {
    Map<String, Object> all = common(operator);
    all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    // an open transaction of a dead process must time out
    all.put(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG, false);
    return all;
  }

  /** Returns settings of an admin client. */
  public static Map<String, Object> admin(Map<String, ?> operator) {
    return common(operator);
  }

  /**
   * Returns an operator's settings, and defaults for those that are missing. Where a default
   * contradicts a setting of the operator, the client would refuse both, so the default gives way.
   */
  public static Map<String, Object> merge(Map<String, ?> operator, Map<String, ?> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    all.putAll(operator);
    long linger = number(all, ProducerConfig.LINGER_MS_CONFIG, DEFAULT_LINGER);
    keepAtMost(operator, all, "request.timeout.ms", "default.api.timeout.ms", 1, 0);
    keepAtMost(operator, all, "request.timeout.ms", "delivery.timeout.ms", 1, linger);
    keepAtMost(operator, all, "heartbeat.interval.ms", "session.timeout.ms", 3, 0);
    return all;
  }

  /** Keeps {@code factor * small + extra <= large}, by a change of the one that is a default. */
  private static void keepAtMost(
      Map<String, ?> operator,
      Map<String, Object> all,
      String small,
      String large,
      int factor,
      long extra) {
    long least = factor * number(all, small, 0) + extra;
    long most = number(all, large, Long.MAX_VALUE);
    if (least <= most) {
      return;
    }
    if (!operator.containsKey(large)) {
      all.put(large, (int) Math.min(Integer.MAX_VALUE, least));
    } else if (!operator.containsKey(small)) {
      all.put(small, (int) Math.max(1, (most - extra) / factor));
    }
  }

  /** Returns a value; the client itself reports one that is no number. */
  private static long number(Map<String, ?> all, String name, long missing) {
    Object value = all.get(name);
    try {
      return value == null ? missing : Long.parseLong(value.toString().strip());
    } catch (NumberFormatException e) {
      return missing;
    }
  }

  private static Map<String, Object> common(Map<String, ?> operator) {
    Map<String, Object> all = new HashMap<>(operator);
    // a broker may ask clients to send it their metrics, which costs and which nothing here reads
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return all;
  }
}
