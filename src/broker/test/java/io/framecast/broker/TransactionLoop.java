package io.framecast.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.awaitility.Awaitility;

/** Commits one transaction after another during broker failures: 0 1 2, 3 4 5, 6 7 8 ... */
final class TransactionLoop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RECORDS = 3;

  private final String bootstrap;
  private final TopicPartition partition;
  private final CompletableFuture<Void> work;
  private volatile long transactions;
  private volatile boolean ending;

  TransactionLoop(String bootstrap, String topic) {
    this.bootstrap = bootstrap;
    this.partition = new TopicPartition(topic, 0);
    this.work = CompletableFuture.runAsync(this::commit);
  }

  /** Waits until this many further transactions are committed. */
  void awaitMore(int count) {
    long expected = transactions + count;
    Awaitility.await("transaction " + expected + " of " + partition)
        .atMost(PATIENCE)
        .until(() -> work.isDone() || transactions >= expected);
    if (work.isDone()) {
      work.join();
    }
  }

  /** Ends after the current transaction. */
  void end() {
    ending = true;
    work.join();
  }

  /** Returns the expected values. */
  List<Long> committed() {
    return LongStream.range(0, transactions * RECORDS).boxed().toList();
  }

  /** Reads all committed values. */
  List<Long> read() {
    List<Long> values = new ArrayList<>();
    try (KafkaConsumer<Long, Long> consumer =
        TestConsumers.create(bootstrap, Map.of(), new LongDeserializer(), new LongDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await("the end of " + partition)
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
                return consumer.position(partition)
                    >= consumer.endOffsets(List.of(partition)).get(partition);
              });
    }
    return values;
  }

  @Override
  public void close() {
    ending = true;
    assertThat(work).succeedsWithin(PATIENCE);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
  private void commit() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "transactional.id", partition.topic());
    try (KafkaProducer<Long, Long> producer =
        new KafkaProducer<>(settings, new LongSerializer(), new LongSerializer())) {
      producer.initTransactions();
      for (long next = 0; !ending; next += RECORDS) {
        producer.beginTransaction();
        for (long value = next; value < next + RECORDS; value++) {
          producer.send(new ProducerRecord<>(partition.topic(), 0, null, value));
        }
        producer.commitTransaction();
        transactions = next / RECORDS + 1;
      }
    }
  }
}
