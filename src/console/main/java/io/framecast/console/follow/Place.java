package io.framecast.console.follow;

import io.framecast.topics.RecordPoller;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * How far the topics have been read. It outlives the consumer that reads: whoever reads next goes
 * on there.
 */
public final class Place {
  private static final Duration POLL = Duration.ofMillis(200);

  /** What had just been filmed when the console starts is worth showing. */
  private static final Duration PAST = Duration.ofSeconds(60);

  /** Of events and dead letters the newest are worth it however old they are. */
  private static final int PAST_RECORDS = 200;

  /**
   * Of a partition, no more are read again: a camera whose clock runs ahead makes a whole log one
   * that is still to come. It is a minute of 333 frames a second.
   */
  static final int MOST_PAST_RECORDS = 20_000;

  private final Map<String, Object> settings;
  private final Topics topics;
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * At a minute ago, from where it then goes on.
   *
   * @param settings ordinary client settings; what makes a client one that follows is set here
   */
  public Place(Map<String, Object> settings, Topics topics) {
    this.settings = new HashMap<>(settings);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // what retention has taken meanwhile is not worth stopping for
    this.settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    this.settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RecordPoller.MOST_RECORDS);
    // a page is sent ten times a second: more fetches than that would cost, and show nothing
    this.settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 256 << 10);
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    this.settings.put("enable.metrics.push", false);
    this.topics = topics;
  }

  /**
   * Reads on until it is told otherwise.
   *
   * @throws KafkaException when the consumer is of no more use
   */
  public void read(Going going, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      begin(consumer, partitions);
      next.forEach(consumer::seek);
      RecordPoller poller = RecordPoller.of(consumer, settings);
      while (going.on()) {
        for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
          // first, so that no record can be read again and again
          next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
          reader.accept(record);
        }
      }
    }
  }

  /** Whether to go on. */
  public interface Going {
    boolean on();
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic :
        List.of(
            topics.frames(),
            topics.predictions(),
            topics.scores(),
            topics.events(),
            topics.deadLetters())) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found.isEmpty()) {
        throw new KafkaException("expected topic " + topic + ", found none yet");
      }
      found.forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
    }
    return partitions;
  }

  private void begin(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    List<TopicPartition> fresh = partitions.stream().filter(p -> !next.containsKey(p)).toList();
    long since = System.currentTimeMillis() - PAST.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    fresh.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(fresh);
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : fresh) {
      OffsetAndTimestamp recent = found.get(partition);
      boolean kept =
          partition.topic().equals(topics.events())
              || partition.topic().equals(topics.deadLetters());
      next.put(
          partition,
          start(
              beginnings.getOrDefault(partition, 0L),
              ends.getOrDefault(partition, 0L),
              recent == null ? null : recent.offset(),
              kept));
    }
  }

  /**
   * Where to begin in a partition.
   *
   * @param recent the first record of the last minute, by the times that records bear; null without
   *     one
   * @param kept whether the newest are worth it however old they are
   */
  static long start(long beginning, long end, @Nullable Long recent, boolean kept) {
    long from = recent == null ? end : recent;
    long latest = kept ? Math.min(from, end - PAST_RECORDS) : from;
    return Math.max(beginning, Math.max(latest, end - MOST_PAST_RECORDS));
  }
}
