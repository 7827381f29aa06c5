package io.framecast.trainer.log;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.Arrays;
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

/** The records of one key from where a consumer stands to where its partitions end. */
final class KeyedRecords extends Spliterators.AbstractSpliterator<ConsumerRecord<byte[], byte[]>> {

  static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final Map<TopicPartition, Long> ends;
  private final byte[] key;
  private final Duration patience;
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

  /**
   * Reads as it is asked.
   *
   * @param ends of every partition that the consumer is assigned
   * @param patience how long the broker may give nothing before the ends are reached
   */
  KeyedRecords(
      KafkaConsumer<byte[], byte[]> consumer,
      RecordPoller poller,
      Map<TopicPartition, Long> ends,
      byte[] key,
      Duration patience) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.consumer = consumer;
    this.poller = poller;
    this.ends = ends;
    this.key = key;
    this.patience = patience;
  }

  @Override
  public boolean tryAdvance(Consumer<? super ConsumerRecord<byte[], byte[]>> action) {
    do {
      while (polled.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = polled.next();
        if (Arrays.equals(record.key(), key)) {
          action.accept(record);
          return true;
        }
      }
    } while (poll());
    return false;
  }

  /** Whether there was more; what an aborted transaction left moves the position and no more. */
  private boolean poll() {
    long before = left();
    long until = System.nanoTime() + patience.toNanos();
    while (before > 0) {
      polled = poller.poll(POLL).iterator();
      if (left() < before) {
        return true;
      }
      if (System.nanoTime() - until > 0) {
        throw new TimeoutException("nothing of " + ends.keySet() + " came any more");
      }
    }
    return false;
  }

  /** Offsets that are still to be passed, in all partitions together. */
  private long left() {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey(), patience));
    }
    return left;
  }
}
