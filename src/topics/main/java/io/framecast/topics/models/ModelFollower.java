package io.framecast.topics.models;

import io.framecast.topics.RecordPoller;
import io.framecast.topics.UnreadableRecords;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** The registry as it changes, for one thread. */
public final class ModelFollower implements AutoCloseable {
  private static final Duration MORE = Duration.ofMillis(20);
  private static final int MOST_POLLS = 100;

  private final Consumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final Models models;
  private final UnreadableRecords unreadable;

  /** With a consumer that has read all that the models know. */
  ModelFollower(
      Consumer<byte[], byte[]> consumer,
      RecordPoller poller,
      Models models,
      UnreadableRecords unreadable) {
    this.consumer = consumer;
    this.poller = poller;
    this.models = models;
    this.unreadable = unreadable;
  }

  /** What is known now. */
  public Models models() {
    return models;
  }

  /**
   * Waits so long for changes, and takes note of them.
   *
   * @throws KafkaException after which it is of no more use
   */
  public void await(Duration patience) {
    List<ConsumerRecord<byte[], byte[]>> found = poller.poll(patience);
    for (int polls = 1; !found.isEmpty() && polls < MOST_POLLS; polls++) {
      found.forEach(record -> models.read(record, unreadable));
      found = poller.poll(MORE); // of large records a fetch brings few
    }
    found.forEach(record -> models.read(record, unreadable));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
