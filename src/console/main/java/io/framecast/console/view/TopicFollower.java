package io.framecast.console.view;

import static java.util.stream.Collectors.toSet;

import io.framecast.service.ServiceLoop;
import io.framecast.topics.AddedPartitions;
import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics except the one of forecasts, and keeps the next offset of each partition. The
 * offsets outlive a consumer: after a failure the next one resumes there. Partitions that are added
 * later are followed from their beginning.
 */
public final class TopicFollower extends ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** A new console shows the records of this period before its start. */
  private static final Duration PAST = Duration.ofSeconds(60);

  /** A new console reads this many events and dead letters, however old they are. */
  private static final int PAST_RECORDS = 200;

  /**
   * A new console reads at most this many records of a partition, a minute at 333 frames a second.
   * Without the limit a producer whose clock is ahead would make it read the whole log.
   */
  static final int MOST_PAST_RECORDS = 20_000;

  private final Map<String, Object> settings;
  private final Topics topics;
  private final TopicView view;
  private final ModelsView models;
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * Starts a minute in the past.
   *
   * @param settings client settings; those that a follower needs are added here
   */
  public TopicFollower(
      Map<String, Object> settings, Topics topics, TopicView view, ModelsView models) {
    this.settings = consumerSettings(settings);
    this.topics = topics;
    this.view = view;
    this.models = models;
  }

  /** Adds to an operator's client settings those of a consumer that follows topics. */
  static Map<String, Object> consumerSettings(Map<String, Object> operator) {
    Map<String, Object> all = KafkaClientSettings.consumer(operator);
    // records that retention has removed are skipped
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    // the page is updated ten times a second, so more fetches would show nothing
    all.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    all.putIfAbsent(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, AddedPartitions.METADATA_MILLIS);
    return all;
  }

  @Override
  protected void runOnce() {
    try {
      follow();
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Following the topics failed. It resumes after the last record.", e);
    }
  }

  /** Retries after an absent broker or topic: a new consumer resumes at the same offsets. */
  @Override
  protected boolean isRetriable(RuntimeException e) {
    return e instanceof KafkaException;
  }

  private void follow() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      initialize(consumer, partitions);
      TopicPartition registry = new TopicPartition(topics.models(), 0);
      restartModels(consumer, registry);
      next.forEach(consumer::seek);
      RecordPoller poller = RecordPoller.of(consumer, settings);
      AddedPartitions added = new AddedPartitions(consumer);
      while (isRunning()) {
        markReady();
        next.putAll(added.assign());
        for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
          // before the record is read, so that a record that fails is not read again
          next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
          if (record.topic().equals(topics.models())) {
            models.read(record);
          } else {
            view.read(record);
          }
        }
        models.reach(consumer.position(registry));
      }
    }
  }

  /** The state of the registry needs all records of its topic, which is compacted. */
  private void restartModels(KafkaConsumer<byte[], byte[]> consumer, TopicPartition registry) {
    List<TopicPartition> one = List.of(registry);
    next.put(registry, consumer.beginningOffsets(one).getOrDefault(registry, 0L));
    models.restart(consumer.endOffsets(one).getOrDefault(registry, 0L));
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic :
        List.of(
            topics.frames(),
            topics.predictions(),
            topics.scores(),
            topics.events(),
            topics.deadLetters(),
            topics.models())) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found.isEmpty()) {
        throw new KafkaException("Topic " + topic + " does not exist yet.");
      }
      found.forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
    }
    return partitions;
  }

  private void initialize(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Set<String> known = next.keySet().stream().map(TopicPartition::topic).collect(toSet());
    List<TopicPartition> fresh = partitions.stream().filter(p -> !next.containsKey(p)).toList();
    long since = System.currentTimeMillis() - PAST.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    fresh.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(fresh);
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : fresh) {
      long beginning = beginnings.getOrDefault(partition, 0L);
      OffsetAndTimestamp recent = found.get(partition);
      Long inTime = recent == null ? null : recent.offset();
      boolean kept =
          partition.topic().equals(topics.events())
              || partition.topic().equals(topics.deadLetters());
      next.put(
          partition,
          start(
              beginning,
              ends.getOrDefault(partition, 0L),
              // it was added while there was no consumer
              known.contains(partition.topic()) ? Long.valueOf(beginning) : inTime,
              kept));
    }
  }

  /**
   * Returns the first offset to read in a partition.
   *
   * @param recent the first offset of the last minute by record time, null without one
   * @param kept whether the newest records are read however old they are
   */
  static long start(long beginning, long end, @Nullable Long recent, boolean kept) {
    long from = recent == null ? end : recent;
    long latest = kept ? Math.min(from, end - PAST_RECORDS) : from;
    return Math.max(beginning, Math.max(latest, end - MOST_PAST_RECORDS));
  }
}
