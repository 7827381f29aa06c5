package io.framecast.demo;

import io.framecast.topics.Prediction;
import io.framecast.topics.Score;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the topics have shown of one stream so far. One thread at a time. */
final class Figures {
  /** What "now" means on the screen: three seconds of a camera of the demo. */
  private static final int RECENT = 30;

  private static final long MOST_MILLIS = 3_600_000;

  private final Deque<Score> scores = new ArrayDeque<>();
  private final Histogram latencies = millis();
  private final Comparison comparison = new Comparison();
  private long frames;
  private long predictions;
  private long refused;

  /** Of times up to an hour, to 1 %. */
  static Histogram millis() {
    return new Histogram(MOST_MILLIS, 2);
  }

  void frame(ConsumerRecord<byte[], byte[]> record) {
    comparison.frame(record);
    frames++;
  }

  void prediction(Prediction prediction) {
    comparison.prediction(prediction);
    predictions++;
  }

  void refused() {
    refused++;
  }

  void latency(long millis) {
    latencies.recordValue(Math.min(MOST_MILLIS, Math.max(0, millis)));
  }

  void score(Score score) {
    scores.addLast(score);
    if (scores.size() > RECENT) {
      scores.removeFirst();
    }
  }

  /** Adds this stream's latencies to those of others. */
  void addLatenciesTo(Histogram all) {
    all.add(latencies);
  }

  /** Its latest frame that had been predicted; null where there is none. */
  @Nullable Pair pair(String stream) {
    return comparison.pair(stream);
  }

  Row row(String stream) {
    return new Row(
        stream,
        frames,
        predictions,
        refused,
        recent(Score::bce),
        recent(Score::mse),
        recent(Score::skill),
        Latency.of(latencies));
  }

  /** NaN where there is none. */
  private double recent(Function<Score, @Nullable Double> figure) {
    return scores.stream()
        .map(figure)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
