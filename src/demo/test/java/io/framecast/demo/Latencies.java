package io.framecast.demo;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Measures the time from a frame's timestamp to its visible prediction, in milliseconds. */
final class Latencies implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final LatencyTracker tracker = new LatencyTracker();

  Latencies(String bootstrap) {
    consumer =
        CommittedRecords.open(
            bootstrap, List.of(Topics.DEFAULT.frames(), Topics.DEFAULT.predictions()));
  }

  /** Measures the predictions that become visible during this time. */
  Histogram receive(Duration time) {
    Histogram found = new Histogram(3);
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
        long now = System.currentTimeMillis();
        (record.topic().equals(Topics.DEFAULT.frames())
                ? tracker.addFrame(RecordPosition.of(record), record.timestamp())
                : tracker.addPrediction(Prediction.of(record).source(), now))
            .ifPresent(millis -> found.recordValue(Math.max(0, millis)));
      }
    }
    return found;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
