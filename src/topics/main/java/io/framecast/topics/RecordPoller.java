package io.framecast.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls a consumer so that no record can stop its reader, however large or damaged it is. A poll
 * returns few records. If the client cannot return them, it reads records one at a time. A record
 * that cannot be read alone is returned as an {@link UnfetchableRecord}. For one thread.
 */
public final class RecordPoller {
  /** The most records of one poll, so that they fit into the heap after decompression. */
  public static final int MOST_RECORDS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(RecordPoller.class);

  /** How long a partition may take when records are read one at a time. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Comparator<TopicPartition> BY_NAME =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  /** The most bytes of records together, a small part of the heap. */
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private final Consumer<byte[], byte[]> consumer;
  private final Supplier<? extends Consumer<byte[], byte[]>> oneByOne;
  private final Runnable free;
  private final ThrottledLog log = new ThrottledLog();
  private int rotation;

  /**
   * Polls this consumer.
   *
   * @param oneByOne creates a consumer without a group that polls one record at a time; it is
   *     needed only when the heap is too small for a poll
   */
  public RecordPoller(
      Consumer<byte[], byte[]> consumer, Supplier<? extends Consumer<byte[], byte[]>> oneByOne) {
    this(consumer, oneByOne, () -> {});
  }

  /**
   * Polls this consumer.
   *
   * @param free frees memory before a record counts as too large
   */
  public RecordPoller(
      Consumer<byte[], byte[]> consumer,
      Supplier<? extends Consumer<byte[], byte[]>> oneByOne,
      Runnable free) {
    this.consumer = consumer;
    this.oneByOne = oneByOne;
    this.free = free;
  }

  /** Creates a poller of a consumer with these settings. */
  public static RecordPoller of(Consumer<byte[], byte[]> consumer, Map<String, Object> settings) {
    return new RecordPoller(consumer, () -> oneByOne(settings));
  }

  /** Creates a consumer with these settings and no group that polls one record at a time. */
  public static Consumer<byte[], byte[]> oneByOne(Map<String, Object> settings) {
    Map<String, Object> single = new HashMap<>(settings);
    single.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    single.remove(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG);
    single.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaConsumer<>(single, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Returns the bytes of keys and values of these records. */
  public static long bytes(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
    return bytes;
  }

  /**
   * Polls once.
   *
   * @return few records, those of one partition in order
   * @throws OutOfMemoryError when the heap is too small and the earlier position of a partition is
   *     unknown; the consumer's positions are not reliable then
   * @throws KafkaException as the consumer does, when no record is the cause
   */
  public List<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
    Map<TopicPartition, Long> before = positions();
    try {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.poll(patience).forEach(records::add);
      return records;
    } catch (OutOfMemoryError | KafkaException e) {
      if (!UnfetchableRecord.isCauseOf(e) || !before.keySet().containsAll(unpaused())) {
        throw e;
      }
      log(e);
      before.keySet().retainAll(consumer.assignment());
      before.forEach(consumer::seek); // some partitions may be past records that were not returned
      free.run();
      try (Consumer<byte[], byte[]> single = oneByOne.get()) {
        return readOneByOne(single, before);
      }
    }
  }

  /** Returns the known positions of the partitions that the next poll may read. */
  private Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : unpaused()) {
      try {
        positions.put(partition, consumer.position(partition, Duration.ZERO));
      } catch (TimeoutException e) {
        LOG.debug("The poll looks up the position of {}.", partition);
      }
    }
    return positions;
  }

  private Set<TopicPartition> unpaused() {
    Set<TopicPartition> unpaused = new HashSet<>(consumer.assignment());
    unpaused.removeAll(consumer.paused());
    return unpaused;
  }

  /** Starts with another partition each time, so that all of them advance. */
  private List<ConsumerRecord<byte[], byte[]>> readOneByOne(
      Consumer<byte[], byte[]> single, Map<TopicPartition, Long> before) {
    Map<TopicPartition, Long> ends = single.endOffsets(before.keySet(), PATIENCE);
    List<TopicPartition> partitions = new ArrayList<>(before.keySet());
    partitions.sort(BY_NAME);
    Collections.rotate(partitions, rotation++);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      if (records.size() >= MOST_RECORDS || bytes(records) > MOST_BYTES) {
        break;
      }
      long next =
          read(
              single,
              partition,
              before.getOrDefault(partition, 0L),
              ends.getOrDefault(partition, 0L),
              records);
      consumer.seek(partition, next);
    }
    return records;
  }

  /** Adds records of a partition, and returns the offset after the last one. */
  private long read(
      Consumer<byte[], byte[]> single,
      TopicPartition partition,
      long from,
      long end,
      List<ConsumerRecord<byte[], byte[]>> records) {
    single.assign(Set.of(partition));
    single.seek(partition, from);
    long next = from;
    long begun = System.nanoTime();
    while (next < end
        && records.size() < MOST_RECORDS
        && bytes(records) <= MOST_BYTES
        && System.nanoTime() - begun < PATIENCE.toNanos()) {
      try {
        single.poll(PATIENCE).forEach(records::add);
        next = single.position(partition, PATIENCE);
      } catch (OutOfMemoryError | KafkaException e) {
        if (!UnfetchableRecord.isCauseOf(e)) {
          throw e;
        }
        if (bytes(records) > 0) {
          break; // these are processed first: the next record may fit alone
        }
        records.add(new UnfetchableRecord(partition.topic(), partition.partition(), next, e));
        next++;
        single.seek(partition, next);
      }
    }
    return next;
  }

  private void log(Throwable e) {
    log.log(
        polls ->
            LOG.warn(
                "A poll failed because of a record. Reading records one at a time: {}",
                String.valueOf(e)));
  }
}
