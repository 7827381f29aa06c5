package io.framecast.topics;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns partitions that an operator adds to topics while a consumer without a group reads them.
 * The consumer learns of them with its metadata. For one thread.
 */
public final class AddedPartitions {
  /**
   * The {@code metadata.max.age.ms} of such a consumer, unless an operator sets another one. With
   * Kafka's default it would not know of a new partition for 5 minutes.
   */
  public static final int METADATA_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(AddedPartitions.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final LongSupplier nanoClock;
  private long checked;

  /** Looks for new partitions of the topics of which partitions are assigned to this consumer. */
  public AddedPartitions(Consumer<byte[], byte[]> consumer) {
    this(consumer, System::nanoTime);
  }

  AddedPartitions(Consumer<byte[], byte[]> consumer, LongSupplier nanoClock) {
    this.consumer = consumer;
    this.nanoClock = nanoClock;
    this.checked = nanoClock.getAsLong();
  }

  /**
   * Assigns the new partitions, to be read from their first record. All other positions stay. Looks
   * at most once in a second, mostly without asking the broker.
   *
   * @return the first offset of each new partition
   * @throws KafkaException if the broker does not answer; then nothing is assigned
   */
  public Map<TopicPartition, Long> assign() {
    long now = nanoClock.getAsLong();
    if (now - checked < CHECK_NANOS) {
      return Map.of();
    }
    checked = now;
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    Set<TopicPartition> added = new HashSet<>();
    for (String topic : topics(all)) {
      for (PartitionInfo found : consumer.partitionsFor(topic)) {
        TopicPartition partition = new TopicPartition(topic, found.partition());
        if (found.leader() != null && all.add(partition)) {
          added.add(partition);
        }
      }
    }
    if (added.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> first = consumer.beginningOffsets(added);
    consumer.assign(all);
    first.forEach(consumer::seek);
    LOG.info("partitions {} were added; they are read from their beginning", added);
    return first;
  }

  private static Set<String> topics(Set<TopicPartition> partitions) {
    Set<String> topics = new TreeSet<>();
    partitions.forEach(partition -> topics.add(partition.topic()));
    return topics;
  }
}
