package io.framecast.predictor.group;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a batch led to, and how far the input was read, both or neither.
 *
 * <pre>
 *   none --ready()--> ready --commit--> ready
 *    ^                  | commit fails
 *    +----- giveUp() ---+   the producer is dropped; the next one's start fences it
 * </pre>
 */
final class Transactions implements AutoCloseable {
  private final Supplier<Producer<byte[], byte[]>> make;
  private @Nullable Producer<byte[], byte[]> producer;

  Transactions(Supplier<Producer<byte[], byte[]>> make) {
    this.make = make;
  }

  /**
   * Prepares for {@link #commit}: nothing when ready; else a new producer, which fences an earlier
   * one of our id and ends what that one left open. Throws {@link KafkaException} when the broker
   * does not let it; may be called again.
   */
  void ready() {
    if (producer == null) {
      Producer<byte[], byte[]> made = make.get();
      try {
        made.initTransactions();
      } catch (RuntimeException e) {
        made.close(Duration.ZERO);
        throw e;
      }
      producer = made;
    }
  }

  /**
   * One transaction. Throws {@link KafkaException} when it is not known to be committed: then
   * {@link #giveUp} before anything else.
   */
  void commit(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    ready();
    Producer<byte[], byte[]> ready = producer;
    if (ready == null) {
      throw new IllegalStateException("expected a producer, found none");
    }
    try {
      ready.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : records) {
        Future<RecordMetadata> sent = ready.send(record);
        if (sent.isDone()) {
          failure(sent); // a topic is gone: each of the others would wait as long
        }
      }
      // a transaction that is left open tells by its records which partitions it is about
      ready.flush();
      ready.sendOffsetsToTransaction(offsets, group);
      ready.commitTransaction();
    } catch (IllegalStateException e) {
      // the producer's way of saying that an earlier failure has left it unusable
      throw new KafkaException(e.getMessage(), e);
    }
  }

  /** What fails to be sent later fails the commit. */
  private static void failure(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /**
   * After a failed commit: fenced, refused or in doubt, the next producer's start settles it. To
   * abort would mean to wait, where the broker is away, as long as the commit has waited already.
   */
  void giveUp() {
    Producer<byte[], byte[]> failed = producer;
    if (failed != null) {
      producer = null;
      failed.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
  }
}
