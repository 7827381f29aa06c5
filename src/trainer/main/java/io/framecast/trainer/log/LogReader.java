package io.framecast.trainer.log;

import io.framecast.topics.AddedPartitions;
import io.framecast.topics.ClientProblem;
import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.RecordPoller;
import io.framecast.trainer.files.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Reads topics of a broker, outside of any group. A failure of the broker is one sentence. */
public final class LogReader implements RecordLog, AutoCloseable {

  private final Map<String, Object> settings;
  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> shared;
  private final Duration patience;

  /**
   * Connects to a broker.
   *
   * @param settings the operator's settings of Kafka clients, with the address of the broker;
   *     {@code default.api.timeout.ms} is how long the broker may take to answer
   * @throws InvalidInputException for settings that no client accepts
   */
  public LogReader(Map<String, ?> settings) {
    this.bootstrap = String.valueOf(settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> operator = new HashMap<>();
    operator.put(CommonClientConfigs.CLIENT_ID_CONFIG, "framecast-verify");
    operator.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) KafkaClientSettings.PATIENCE.toMillis());
    // only existing records are read: the broker need not wait for more
    operator.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    operator.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, AddedPartitions.METADATA_MILLIS);
    operator.putAll(settings);
    this.settings = KafkaClientSettings.consumer(operator);
    this.patience = ask(bootstrap, KafkaClientSettings.PATIENCE, () -> patience(this.settings));
    this.shared = ask(this::consumer);
  }

  /** Returns the timeout of these settings; throws ConfigException for one that is no number. */
  private static Duration patience(Map<String, Object> settings) {
    int millis =
        new ConsumerConfig(settings).getInt(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return Duration.ofMillis(millis);
  }

  /** Returns a consumer without a group, for the caller to close. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(settings);
  }

  /** Returns a poller for a consumer of {@link #consumer}. */
  public RecordPoller poller(KafkaConsumer<byte[], byte[]> consumer) {
    return RecordPoller.of(consumer, settings);
  }

  /** Returns how long the broker may return nothing before the end of a partition is reached. */
  public Duration patience() {
    return patience;
  }

  /**
   * Returns the partitions; throws {@link BrokerUnavailableException} if there is no such topic.
   */
  public List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = shared.partitionsFor(topic);
    if (found.isEmpty()) {
      throw new BrokerUnavailableException("topic " + topic + " does not exist at " + bootstrap);
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }

  /**
   * Returns whether there is such a topic. The broker does not tell a topic that this client may
   * not see from one that does not exist.
   */
  public boolean hasTopic(String topic) {
    try {
      return !shared.partitionsFor(topic).isEmpty();
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  /** Returns the offset of the oldest record that the partition still holds. */
  public long first(TopicPartition partition) {
    return shared.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  @Override
  public Map<TopicPartition, Long> ends(String topic) {
    return shared.endOffsets(partitions(topic));
  }

  @Override
  public Map<TopicPartition, Long> beginnings(String topic) {
    return shared.beginningOffsets(partitions(topic));
  }

  @Override
  public void read(
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> reader) {
    shared.assign(List.of(partition));
    shared.seek(partition, from);
    long end = Math.min(to, shared.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
    boolean ignored =
        records(shared, Map.of(partition, end))
            .allMatch(record -> record.offset() < end && reader.test(record));
  }

  private Stream<ConsumerRecord<byte[], byte[]>> records(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return StreamSupport.stream(
        new LoggedRecords(consumer, poller(consumer), ends, patience), false);
  }

  /**
   * Returns the records of one key in these partitions up to their current ends, those of one
   * partition in order. It reads while the stream is consumed; the caller closes it.
   */
  public Stream<ConsumerRecord<byte[], byte[]>> records(
      Collection<TopicPartition> partitions, byte[] key, long from) {
    return records(shared.endOffsets(partitions), key, from);
  }

  /** Does the same for the partitions of these ends, up to these. */
  public Stream<ConsumerRecord<byte[], byte[]>> records(
      Map<TopicPartition, Long> ends, byte[] key, long from) {
    KafkaConsumer<byte[], byte[]> consumer = consumer();
    try {
      consumer.assign(ends.keySet());
      consumer
          .beginningOffsets(ends.keySet())
          .forEach((partition, first) -> consumer.seek(partition, Math.max(first, from)));
      return records(consumer, ends)
          .filter(record -> Arrays.equals(record.key(), key))
          .onClose(consumer::close);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Asks this broker; turns what a client throws into {@link BrokerUnavailableException}. */
  public <T> T ask(Supplier<T> question) {
    return ask(bootstrap, patience, question);
  }

  /**
   * Asks a broker; turns what a Kafka client throws into {@link BrokerUnavailableException}.
   *
   * @param patience how long the client waits, for the message
   */
  public static <T> T ask(String bootstrap, Duration patience, Supplier<T> question) {
    try {
      return question.get();
    } catch (TimeoutException e) {
      throw new BrokerUnavailableException(
          String.format(
              Locale.ROOT,
              "Kafka broker %s did not answer within %s s: %s",
              bootstrap,
              BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString(),
              e.getMessage()),
          e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      ClientProblem problem = ClientProblem.of(e);
      if (problem != null) {
        throw new InvalidInputException(
            problem.message("settings of Kafka clients: ") + "; correct the option", e);
      }
      throw new BrokerUnavailableException(
          String.format(
              Locale.ROOT, "Kafka broker %s cannot be used: %s", bootstrap, cause.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    shared.close();
  }
}
