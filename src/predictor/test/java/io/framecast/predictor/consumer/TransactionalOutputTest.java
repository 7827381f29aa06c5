package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.streams.RecordLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransactionalOutputTest {
  private static final Map<TopicPartition, OffsetAndMetadata> NEXT =
      Map.of(new TopicPartition("frames", 0), new OffsetAndMetadata(7));
  private static final ConsumerGroupMetadata GROUP =
      new MockConsumer<byte[], byte[]>("none").groupMetadata();
  private final RecordLimits limits = new RecordLimits(Integer.MAX_VALUE);

  @Test
  @Timeout(60)
  void aCommitFailsWithinTheTimeoutIfTheProducersThreadIsDead() {
    try (MockProducer<byte[], byte[]> dead = new Dead();
        TransactionalOutput transactions = transactions(dead, Duration.ofMillis(20))) {
      assertThatThrownBy(() -> transactions.commit(List.of(record("a", 10)), NEXT, GROUP))
          .isInstanceOf(KafkaException.class)
          .hasMessage(
              "expected a to take a record within PT0.02S, found that it is neither sent nor"
                  + " refused; a new producer sends it again");
      assertThat(dead.transactionCommitted()).isFalse();
      transactions.discard();
      assertThat(dead.closed()).isTrue();
    }
  }

  @Test
  void lowersTheTopicsLimitIfTheBrokerRefusesARecordAsTooLarge() {
    limits.update(Map.of("a", 1_000_000, "b", 1_000_000, "c", 1_000_000));
    MockProducer<byte[], byte[]> refusing = new Refusing();
    try (TransactionalOutput transactions = transactions(refusing, Duration.ofSeconds(20))) {
      List<ProducerRecord<byte[], byte[]>> records =
          List.of(record("a", 10), record("b", 900_000), record("c", 10));
      assertThatThrownBy(() -> transactions.commit(records, NEXT, GROUP))
          .isInstanceOf(TransactionAbortedException.class);
      assertThat(limits.bytes().get("a")).isEqualTo(1_000_000);
      assertThat(limits.bytes().get("b")).isLessThan(900_000);
    }
  }

  /** Waiting for more records by {@code linger.ms} would delay each commit by that time. */
  @Test
  @Timeout(60)
  void flushesSentRecords() {
    try (MockProducer<byte[], byte[]> lingering = new Lingering();
        TransactionalOutput transactions = transactions(lingering, Duration.ofSeconds(50))) {
      transactions.commit(List.of(record("a", 10), record("b", 10)), NEXT, GROUP);
      assertThat(lingering.transactionCommitted()).isTrue();
    }
  }

  private TransactionalOutput transactions(
      MockProducer<byte[], byte[]> producer, Duration patience) {
    return new TransactionalOutput(() -> producer, patience, limits);
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int bytes) {
    return new ProducerRecord<>(topic, new byte[bytes]);
  }

  /** Sends records only when it is flushed. */
  private static final class Lingering extends MockProducer<byte[], byte[]> {
    Lingering() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
  }

  /** Accepts records and never sends one. */
  private static class Dead extends MockProducer<byte[], byte[]> {
    Dead() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized void flush() {
      try {
        while (!closed()) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  /** Refuses the second record, which also fails the first one. */
  private static final class Refusing extends Dead {
    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      Future<RecordMetadata> sent = super.send(record);
      if (record.topic().equals("c")) {
        errorNext(new TransactionAbortedException());
        errorNext(new RecordTooLargeException());
        completeNext();
      }
      return sent;
    }
  }
}
