package io.framecast.trainer.log;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Iterates over records from the positions of a consumer to given end offsets. */
final class LoggedRecords extends Spliterators.AbstractSpliterator<ConsumerRecord<byte[], byte[]>> {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final Map<TopicPartition, Long> ends;
  private final Duration patience;
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

  /**
   * Reads while it is iterated.
   *
   * @param ends of every partition that is assigned to the consumer
   * @param patience how long the broker may return nothing before the ends are reached
   */
  LoggedRecords(
      KafkaConsumer<byte[], byte[]> consumer,
      RecordPoller poller,
      Map<TopicPartition, Long> ends,
      Duration patience) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.consumer = consumer;
    this.poller = poller;
    this.ends = ends;
    this.patience = patience;
  }

  @Override
  public boolean tryAdvance(Consumer<? super ConsumerRecord<byte[], byte[]>> action) {
    do {
      if (polled.hasNext()) {
        action.accept(polled.next());
        return true;
      }
    } while (poll());
    return false;
  }

  /** Polls; returns whether it moved on. An aborted transaction moves only the position. */
  private boolean poll() {
    long before = remaining();
    long until = System.nanoTime() + patience.toNanos();
    while (before > 0) {
      polled = poller.poll(POLL).iterator();
      if (remaining() < before) {
        return true;
      }
      if (System.nanoTime() - until > 0) {
        throw new TimeoutException("no more records of " + ends.keySet() + " arrived");
      }
    }
    return false;
  }

  /** Returns how many offsets remain in all partitions together. */
  private long remaining() {
    long remaining = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      remaining += Math.max(0, end.getValue() - consumer.position(end.getKey(), patience));
    }
    return remaining;
  }
}
