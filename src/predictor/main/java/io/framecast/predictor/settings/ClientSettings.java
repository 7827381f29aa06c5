package io.framecast.predictor.settings;

import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.RecordPoller;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Builds the settings of the Kafka clients. The operator's {@code kafka.*} settings override our
 * defaults, and settings on which correctness depends override both.
 */
public final class ClientSettings {

  /** Limits the number of records that one transaction processes. */
  public static final int MAX_TRANSACTION_RECORDS = 500;

  /**
   * Limits how long a fetch waits for records, by default 500 ms. Other requests on the same
   * connection wait for that fetch, and a takeover sends several of them.
   */
  private static final int FETCH_WAIT_MILLIS = 100;

  /** Holds the default of the client. */
  private static final long MIN_BUFFER = 32 << 20;

  /** Limits the buffer of unsent records, which are copies: their sources are held too. */
  private static final long MAX_BUFFER = Math.max(MIN_BUFFER, Runtime.getRuntime().maxMemory() / 4);

  /** Leaves room in a produce request for the fields around the largest record. */
  private static final int REQUEST_OVERHEAD = 64 << 10;

  private final Map<String, Object> operator;
  private final Instance instance;

  public ClientSettings(Map<String, Object> operator, Instance instance) {
    this.operator = Map.copyOf(operator);
    this.instance = instance;
  }

  /**
   * Identifies this process to the broker.
   *
   * @param id the id of its transactions: a new process fences those that an earlier process with
   *     the same id left open
   * @param isStable whether the id stays the same after a restart. Then the group accepts the
   *     restarted process at once and with its old partitions; otherwise the session of the dead
   *     process must end first.
   */
  public record Instance(String id, boolean isStable) {}

  /** Returns whether a partition without any committed offset starts at its end. */
  public boolean isResetToLatest() {
    return "latest".equals(String.valueOf(operator.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)));
  }

  /** Returns the id of the transactions of this process. */
  public String transactionalId() {
    Object set = operator.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return set == null ? instance.id() : set.toString();
  }

  /** Returns the addresses of the brokers. */
  public String bootstrap() {
    return String.valueOf(operator.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Returns the operator's settings, for clients of other rooms. */
  public Map<String, Object> plain() {
    return operator;
  }

  /** Returns the settings of the admin client. */
  public Map<String, Object> admin() {
    return merged(
        Map.of("request.timeout.ms", 3_000, "default.api.timeout.ms", 5_000), new HashMap<>());
  }

  /** Returns the settings of the consumer of frames. */
  public Map<String, Object> consumer() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(ConsumerConfig.GROUP_ID_CONFIG, "framecast-predictor");
    defaults.put(ConsumerConfig.CLIENT_ID_CONFIG, instance.id());
    defaults.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    defaults.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    defaults.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    // partitions that are added get a warning within this time; the default is 5 minutes
    defaults.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000);
    // every takeover waits this long; the default is 45 s
    defaults.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    // the other members learn of it within this time
    defaults.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    // partitions that stay assigned keep their streams in a rebalance
    defaults.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    if (instance.isStable()) {
      defaults.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance.id());
    }
    return merged(defaults, reader());
  }

  /**
   * Returns the settings of a consumer without a group that reads large records, as checkpoints.
   *
   * @param mostRecords the largest number of records in one poll
   */
  public Map<String, Object> checkpointReader(int mostRecords) {
    Map<String, Object> fixed = reader();
    fixed.put(ConsumerConfig.CLIENT_ID_CONFIG, instance.id() + "-restore");
    fixed.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
    fixed.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    fixed.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    Map<String, Object> settings =
        merged(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS), fixed);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return settings;
  }

  /**
   * Returns the settings of the producer. They also limit its records; see {@link ProducerBounds}.
   *
   * @param largestRecord the size of the largest record that any topic accepts
   */
  public Map<String, Object> producer(int largestRecord) {
    int request = (int) Math.min(Integer.MAX_VALUE, (long) largestRecord + REQUEST_OVERHEAD);
    return merged(
        Map.ofEntries(
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, instance.id()),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, instance.id()),
            // a takeover may wait this long for the open transaction of a dead process
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000),
            // a transaction directly after another one waits this long; the default is 100 ms
            Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5),
            Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, request),
            // the client rejects larger records, even if the topic accepts them
            Map.entry(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(MIN_BUFFER, Math.min(MAX_BUFFER, 2L * request)))),
        KafkaClientSettings.producer(Map.of()));
  }

  /** Returns what every consumer here needs; the number of records in a poll differs. */
  private static Map<String, Object> reader() {
    Map<String, Object> fixed = KafkaClientSettings.consumer(Map.of());
    // the restore decides where a partition starts, and logs what is lost
    fixed.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    fixed.remove(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
    return fixed;
  }

  /** Returns these defaults, overridden by the operator's settings, and those by fixed ones. */
  private Map<String, Object> merged(Map<String, Object> defaults, Map<String, Object> fixed) {
    Map<String, Object> all =
        KafkaClientSettings.merge(operator, KafkaClientSettings.admin(defaults));
    // an operator may let a broker collect the predictor's metrics
    fixed.remove(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG);
    all.putAll(fixed);
    return all;
  }
}
