package io.framecast.predictor;

import io.framecast.topics.Prediction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads committed predictions and checks their order. The prediction after a stream's n-th frame
 * must have seen n frames, so none is missing and none is repeated. Streams must not be reset.
 */
final class PredictionCounter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  private final KafkaConsumer<byte[], byte[]> reader;
  private final Map<String, Long> byStream = new HashMap<>();
  private long count;
  private long latest = System.nanoTime();

  PredictionCounter(String bootstrap, String topic) {
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

  /** Polls once, and counts what arrives. */
  void read() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
      Prediction prediction = Prediction.of(record);
      long expected = byStream.merge(prediction.stream(), 1L, Long::sum);
      if (prediction.framesSeen() != expected) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "%s: expected frame %d of %s to be answered next, found frame %d",
                prediction.source(),
                expected,
                prediction.stream(),
                prediction.framesSeen()));
      }
      count++;
      latest = System.nanoTime();
    }
  }

  /** Reads until at least this many predictions were read in total. */
  void await(long least) {
    latest = System.nanoTime();
    while (count < least) {
      read();
      if (System.nanoTime() - latest > PATIENCE_NANOS) {
        throw new AssertionError(
            String.format(Locale.ROOT, "expected %d predictions, found %d", least, count));
      }
    }
  }

  /** Reads to the current end of the topic. */
  void readToEnd() {
    reader
        .endOffsets(reader.assignment())
        .forEach(
            (partition, end) -> {
              while (reader.position(partition) < end) {
                read();
              }
            });
  }

  /** Returns the number of predictions of each stream. */
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
