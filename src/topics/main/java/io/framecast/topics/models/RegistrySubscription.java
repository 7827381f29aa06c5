package io.framecast.topics.models;

import io.framecast.topics.RecordPoller;
import io.framecast.topics.UnreadableRecords;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The subscription follows the changes of the registry, for one thread. */
public final class RegistrySubscription implements AutoCloseable {
  private static final Duration MORE = Duration.ofMillis(20);
  private static final int MOST_POLLS = 100;
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final RegistrySnapshot models;
  private final UnreadableRecords unreadable;
  private long checked = System.nanoTime();

  /** Takes a consumer that has read all records of these models. */
  RegistrySubscription(
      Consumer<byte[], byte[]> consumer,
      RecordPoller poller,
      RegistrySnapshot models,
      UnreadableRecords unreadable) {
    this.consumer = consumer;
    this.poller = poller;
    this.models = models;
    this.unreadable = unreadable;
  }

  /** Returns the current state, which the next poll changes. */
  public RegistrySnapshot snapshot() {
    return models;
  }

  /**
   * Waits for changes, and applies them.
   *
   * @throws KafkaException after which it cannot be used, also if the topic is gone
   */
  public void poll(Duration patience) {
    requireTopics();
    List<ConsumerRecord<byte[], byte[]>> found = poller.poll(patience);
    for (int polls = 1; !found.isEmpty() && polls < MOST_POLLS; polls++) {
      found.forEach(record -> models.apply(record, unreadable));
      found = poller.poll(MORE); // a fetch returns few large records
    }
    found.forEach(record -> models.apply(record, unreadable));
  }

  /** A consumer polls a topic that was deleted without an error. */
  private void requireTopics() {
    if (System.nanoTime() - checked < CHECK_NANOS) {
      return;
    }
    checked = System.nanoTime();
    for (TopicPartition models : consumer.assignment()) {
      if (consumer.partitionsFor(models.topic()).isEmpty()) {
        throw new UnknownTopicOrPartitionException(
            "expected topic " + models.topic() + ", found that it is gone");
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
