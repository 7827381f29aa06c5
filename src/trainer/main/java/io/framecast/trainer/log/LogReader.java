package io.framecast.trainer.log;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics on a broker, outside any group. What the broker refuses is one sentence. */
public final class LogReader implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 8_000;

  private final Map<String, Object> settings;
  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> asking;
  private final Duration patience;

  /**
   * A reader of this broker.
   *
   * @param settings ordinary Kafka client settings; {@code default.api.timeout.ms} is how long the
   *     broker may stay silent
   * @throws BrokerUnavailableException for settings that no client takes
   */
  public LogReader(String bootstrap, Map<String, String> settings) {
    this.bootstrap = bootstrap;
    this.settings = new HashMap<>();
    this.settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "framecast-verify");
    this.settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    this.settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    // nothing that is asked for is yet to come: a broker need not hold an empty answer back
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    this.settings.putAll(settings);
    this.settings.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    this.settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    // both topics as the service and its readers see them
    this.settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    this.asking = answered(this::consumer);
    Object millis = this.settings.get(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    this.patience = Duration.ofMillis(Long.parseLong(String.valueOf(millis)));
  }

  /** A consumer of no group, for the caller to close. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Polls a consumer that {@link #consumer} made. */
  public RecordPoller poller(KafkaConsumer<byte[], byte[]> consumer) {
    return RecordPoller.of(consumer, settings);
  }

  /** The partitions of a topic; throws {@link BrokerUnavailableException} without one. */
  public List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = asking.partitionsFor(topic);
    if (found.isEmpty()) {
      throw new BrokerUnavailableException(
          "expected topic " + topic + " at " + bootstrap + ", found none");
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }

  /** Offset of the oldest record that the partition still holds. */
  public long first(TopicPartition partition) {
    return asking.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** Offsets after the newest record of every partition. */
  public Map<TopicPartition, Long> ends(String topic) {
    return asking.endOffsets(partitions(topic));
  }

  /** Offsets of the oldest records that are still there. */
  public Map<TopicPartition, Long> beginnings(String topic) {
    return asking.beginningOffsets(partitions(topic));
  }

  /** Offsets of the first records that are no older than that; the end's where all are. */
  public Map<TopicPartition, Long> since(String topic, long millis) {
    Map<TopicPartition, Long> offsets = ends(topic);
    Map<TopicPartition, Long> asked = new HashMap<>(offsets);
    asked.replaceAll((partition, end) -> Math.max(0, millis));
    asking
        .offsetsForTimes(asked)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                offsets.put(partition, found.offset());
              }
            });
    return offsets;
  }

  /**
   * Every record from an offset up to another one, which is left out, or up to where the partition
   * ends now; for as long as the reader says that it wants more.
   */
  public void read(
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> reader) {
    asking.assign(List.of(partition));
    asking.seek(partition, from);
    long end = Math.min(to, asking.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
    long until = System.nanoTime() + patience.toNanos();
    RecordPoller poller = poller(asking);
    for (long position = from; position < end; position = asking.position(partition, patience)) {
      for (ConsumerRecord<byte[], byte[]> record : poller.poll(KeyedRecords.POLL)) {
        if (record.offset() >= end || !reader.test(record)) {
          return;
        }
      }
      if (asking.position(partition, patience) > position) {
        until = System.nanoTime() + patience.toNanos();
      } else if (System.nanoTime() - until > 0) {
        throw new TimeoutException("nothing of " + partition + " came any more");
      }
    }
  }

  /**
   * Records of one key in these partitions, up to where they end now; those of one partition in its
   * order. Read as they are asked for; to be closed.
   */
  public Stream<ConsumerRecord<byte[], byte[]>> records(
      Collection<TopicPartition> partitions, byte[] key, long from) {
    KafkaConsumer<byte[], byte[]> consumer = consumer();
    try {
      return records(consumer, partitions, key, from);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private Stream<ConsumerRecord<byte[], byte[]>> records(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      byte[] key,
      long from) {
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer
        .beginningOffsets(partitions)
        .forEach((partition, first) -> consumer.seek(partition, Math.max(first, from)));
    return StreamSupport.stream(
            new KeyedRecords(consumer, poller(consumer), ends, key, patience), false)
        .onClose(consumer::close);
  }

  /** Throws {@link BrokerUnavailableException} for whatever a Kafka client throws meanwhile. */
  public <T> T answered(Supplier<T> question) {
    return answered(bootstrap, question);
  }

  /**
   * Throws {@link BrokerUnavailableException} for whatever a Kafka client of this broker throws.
   */
  public static <T> T answered(String bootstrap, Supplier<T> question) {
    try {
      return question.get();
    } catch (TimeoutException e) {
      throw new BrokerUnavailableException(
          "expected a Kafka broker at %s that answers, found none: %s"
              .formatted(bootstrap, e.getMessage()),
          e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerUnavailableException(
          "expected a Kafka broker at %s, found: %s".formatted(bootstrap, cause.getMessage()), e);
    }
  }

  @Override
  public void close() {
    asking.close();
  }
}
