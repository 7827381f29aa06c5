package io.framecast.predictor;

import io.framecast.topics.Prediction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Committed predictions of streams that never start afresh: the one after a stream's n-th frame
 * must have seen n frames, so none is missing, none comes twice and all are in order.
 */
final class Answers implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  private final KafkaConsumer<byte[], byte[]> reader;
  private final Map<String, Long> byStream = new HashMap<>();
  private long count;
  private long latest = System.nanoTime();

  Answers(String bootstrap, String topic) {
    reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        reader.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
  }

  /** Reads on, or waits for a moment. */
  void read() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
      Prediction prediction = Prediction.of(record);
      long expected = byStream.merge(prediction.stream(), 1L, Long::sum);
      if (prediction.framesSeen() != expected) {
        throw new AssertionError(
            "%s: expected frame %d of %s to be answered next, found frame %d"
                .formatted(
                    prediction.source(), expected, prediction.stream(), prediction.framesSeen()));
      }
      count++;
      latest = System.nanoTime();
    }
  }

  /** Reads until so many have come. */
  void await(long least) {
    latest = System.nanoTime();
    while (count < least) {
      read();
      if (System.nanoTime() - latest > PATIENCE_NANOS) {
        throw new AssertionError("expected %d predictions, found %d".formatted(least, count));
      }
    }
  }

  /** Reads to the end that the topic has now. */
  void toTheEnd() {
    reader
        .endOffsets(reader.assignment())
        .forEach(
            (partition, end) -> {
              while (reader.position(partition) < end) {
                read();
              }
            });
  }

  /** How many of each stream. */
  Map<String, Long> byStream() {
    return byStream;
  }

  long count() {
    return count;
  }

  @Override
  public void close() {
    reader.close();
  }
}
