package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.RecordLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the output records of a batch and its input offsets in one transaction.
 *
 * <pre>
 *   none --init()--> ready --commit--> ready
 *    ^                 | commit fails
 *    +--- discard() ---+   the producer is dropped; the start of the next one fences it
 * </pre>
 */
final class TransactionalOutput implements AutoCloseable {
  private final Supplier<Producer<byte[], byte[]>> make;
  private final Duration timeout;
  private final RecordLimits limits;
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * Makes no producer yet.
   *
   * @param timeout how long a record may be neither sent nor refused; after it, the producer's
   *     thread is considered dead
   * @param limits adapts to records that the broker refuses as too large
   */
  TransactionalOutput(
      Supplier<Producer<byte[], byte[]>> make, Duration timeout, RecordLimits limits) {
    this.make = make;
    this.timeout = timeout;
    this.limits = limits;
  }

  /**
   * Makes a producer unless there is one. It fences an earlier producer with the same id and aborts
   * its open transaction. May be called again after a failure.
   *
   * @throws KafkaException if the broker does not answer or refuses it
   */
  void init() {
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
   * Commits one transaction.
   *
   * @throws KafkaException if it is not known to be committed; the caller then calls {@link
   *     #discard} before anything else
   */
  void commit(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    init();
    Producer<byte[], byte[]> ready = producer;
    if (ready == null) {
      throw new IllegalStateException("expected a producer, found none");
    }
    try {
      ready.beginTransaction();
      // before the offsets: the records of an open transaction name its partitions
      send(ready, records);
      ready.sendOffsetsToTransaction(offsets, group);
      ready.commitTransaction();
    } catch (IllegalStateException e) {
      // the producer throws it if an earlier failure made it unusable
      throw new KafkaException(e.getMessage(), e);
    }
  }

  /**
   * Sends records and waits until the broker has accepted all of them. {@link Producer#flush} never
   * returns if the producer's thread is dead, so it runs on a thread of its own.
   */
  private void send(Producer<byte[], byte[]> ready, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    for (ProducerRecord<byte[], byte[]> record : records) {
      Future<RecordMetadata> one = ready.send(record);
      sent.add(one);
      if (one.isDone()) {
        // the topic is gone: each other record would wait as long
        raise(failure(record, one, System.nanoTime()));
      }
    }
    flush(ready);
    long deadline = System.nanoTime() + timeout.toNanos();
    KafkaException first = null;
    for (int i = 0; i < records.size(); i++) { // the first failure may follow from a later one
      KafkaException failure = failure(records.get(i), sent.get(i), deadline);
      first = first == null ? failure : first;
    }
    raise(first);
  }

  /** Starts to send at once, before {@code linger.ms} ends; it does not wait. */
  private static void flush(Producer<byte[], byte[]> ready) {
    Thread thread = new Thread(ready::flush, "transaction-flush");
    thread.setDaemon(true);
    thread.start();
  }

  private static void raise(@Nullable KafkaException failure) {
    if (failure != null) {
      throw failure;
    }
  }

  /** Returns why a record is not sent by the deadline, or null if it is. */
  private @Nullable KafkaException failure(
      ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> sent, long deadline) {
    try {
      sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        limits.lower(record);
      }
      return e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      return new KafkaException(
          String.format(
                  Locale.ROOT,
                  "expected %s to take a record within %s, found that it is neither sent nor refused; a new",
                  record.topic(),
                  timeout)
              + " producer sends it again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new KafkaException(e);
    }
  }

  /**
   * Drops the producer after a failed commit, or between two transactions. Whether it was fenced,
   * refused or in doubt, the start of the next producer ends its transaction. If the broker is
   * away, an abort would wait as long as the commit did.
   */
  void discard() {
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
