package io.framecast.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads partitions from where a consumer stands up to given end offsets. For one thread. */
public final class TopicEndReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;

  public TopicEndReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, RecordPoller poller) {
    this.consumer = consumer;
    this.poller = poller;
  }

  /** Returns the partitions of a topic, none while the topic does not exist. */
  public List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  /**
   * Reads all assigned partitions up to these offsets.
   *
   * @param patience how long no partition may advance
   * @return whether every partition reached its end
   */
  public boolean read(
      Map<TopicPartition, Long> ends,
      Duration patience,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    Map<TopicPartition, Long> positions = positions(ends);
    long advanced = System.nanoTime();
    while (!isReached(positions, ends)) {
      poller.poll(POLL).forEach(action);
      Map<TopicPartition, Long> now = positions(ends);
      if (!now.equals(positions)) {
        positions = now;
        advanced = System.nanoTime();
      } else if (System.nanoTime() - advanced > patience.toNanos()) {
        return false;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> positions(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    ends.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }

  private static boolean isReached(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
