package io.framecast.predictor.settings;

import io.framecast.topics.RecordPoller;
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
public final class ClientSettings {

  /** Records of one transaction, at most. */
  public static final int MOST_RECORDS = 500;

  /**
   * While a fetch waits for records, by default 500 ms, whatever else is asked on its connection
   * waits too: offsets, other partitions, its end. A takeover asks for all of that.
   */
  private static final int FETCH_WAIT_MILLIS = 100;

  /** The client's default. */
  private static final long LEAST_BUFFER = 32 << 20;

  /** What waits to be sent is held beside what it was made of. */
  private static final long MOST_BUFFER =
      Math.max(LEAST_BUFFER, Runtime.getRuntime().maxMemory() / 4);

  /** A produce request has room for a record of any topic, and for what surrounds it. */
  private static final int REQUEST_OVERHEAD = 64 << 10;

  private static final Map<String, Object> BYTES_IN =
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
          false,
          // where a partition begins and what is lost is for the recovery to decide, and to say
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none");

  private final Map<String, Object> operator = new HashMap<>();
  private final Instance instance;

  public ClientSettings(Properties operator, Instance instance) {
    operator.forEach((name, value) -> this.operator.put(name.toString(), value));
    this.instance = instance;
  }

  /**
   * Who this process is to the broker.
   *
   * @param id of its transactions: those that an earlier process of this id left open are fenced
   * @param lasting whether it is the same after a restart. The group then takes it back at once,
   *     and with its old partitions, where it would else wait for the dead one's session to end.
   */
  public record Instance(String id, boolean lasting) {}

  /** Where a partition begins of which nothing was ever committed: at its end, or its beginning. */
  public boolean beginsAtTheEnd() {
    return "latest".equals(String.valueOf(operator.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)));
  }

  public String transactionalId() {
    Object set = operator.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return set == null ? instance.id() : set.toString();
  }

  public String bootstrap() {
    return String.valueOf(operator.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** For whatever else talks to the broker. */
  public Map<String, Object> plain() {
    return Map.copyOf(operator);
  }

  public Map<String, Object> admin() {
    return merged(
        Map.of(
            "request.timeout.ms", 3_000,
            "default.api.timeout.ms", 5_000,
            "enable.metrics.push", false),
        Map.of());
  }

  public Map<String, Object> consumer() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(ConsumerConfig.GROUP_ID_CONFIG, "framecast-predictor");
    defaults.put(ConsumerConfig.CLIENT_ID_CONFIG, instance.id());
    defaults.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    defaults.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    defaults.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    // the default of 45 s would be the length of every takeover
    defaults.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    // how long a survivor needs to hear of it
    defaults.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    // partitions that stay keep their streams through a rebalance
    defaults.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    defaults.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    if (instance.lasting()) {
      defaults.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance.id());
    }
    return merged(defaults, BYTES_IN);
  }

  /**
   * For reading checkpoints: of no group, in records that are large.
   *
   * @param mostRecords of one poll
   */
  public Map<String, Object> checkpointReader(int mostRecords) {
    Map<String, Object> fixed = new HashMap<>(BYTES_IN);
    fixed.put(ConsumerConfig.CLIENT_ID_CONFIG, instance.id() + "-restore");
    fixed.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
    fixed.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    fixed.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    Map<String, Object> settings =
        merged(
            Map.of(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MILLIS,
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
                false),
            fixed);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return settings;
  }

  /**
   * The producer's. {@link ProducerBounds} tells the largest record that it takes then.
   *
   * @param largestRecord that any topic takes
   */
  public Map<String, Object> producer(int largestRecord) {
    int request = (int) Math.min(Integer.MAX_VALUE, (long) largestRecord + REQUEST_OVERHEAD);
    return merged(
        Map.ofEntries(
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, instance.id()),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, instance.id()),
            // how long a takeover may have to wait for the dead process's open transaction
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000),
            // a transaction right after another waits this long, by default 100 ms
            Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, request),
            // the client takes no record that is larger than this, whatever the topic takes
            Map.entry(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, 2L * request))),
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
