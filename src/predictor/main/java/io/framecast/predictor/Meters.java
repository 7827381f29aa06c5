package io.framecast.predictor;

import io.framecast.predictor.streams.Answer;
import io.framecast.predictor.streams.Outcome;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.StreamView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the service counts, of committed batches only: {@code received = predicted + duplicate +
 * refused + ended}, each a counter {@code framecast_..._total}. No meter bears a stream's name.
 */
final class Meters {
  private final Counter received;
  private final Counter predicted;
  private final Counter duplicate;
  private final Counter refused;
  private final Counter ended;
  private final Counter filled;
  private final Counter resets;
  private final Counter notCommitted;
  private final Timer batch;
  private final Timer commit;
  private final Timer latency;
  private final MultiGauge lag;

  Meters(MeterRegistry registry) {
    received = counter(registry, "received", "records read from the frames topic");
    predicted = counter(registry, "predicted", "frames that got a prediction");
    duplicate = counter(registry, "duplicate", "frames that had come before");
    refused = counter(registry, "refused", "records that became dead letters");
    ended = counter(registry, "ended", "records without a value, which end their stream");
    filled = counter(registry, "filled", "steps on a stream's own prediction for a missing frame");
    resets = counter(registry, "resets", "streams that started afresh, see the events topic");
    notCommitted = counter(registry, "batches.aborted", "batches that were not committed");
    batch = timer(registry, "framecast.batch", "records to answers, one batch");
    commit = timer(registry, "framecast.commit", "one transaction");
    latency = timer(registry, "framecast.latency", "a frame's timestamp to its committed answer");
    lag =
        MultiGauge.builder("framecast.lag")
            .description("records of the partition that wait to be read")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String what) {
    return Counter.builder("framecast." + name).description(what).register(registry);
  }

  private static Timer timer(MeterRegistry registry, String name, String what) {
    return Timer.builder(name)
        .description(what)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  /** Shows how much the streams of this assignment are and hold. */
  void show(MeterRegistry registry, Assignment assignment) {
    Gauge.builder(
            "framecast.streams",
            assignment,
            a -> a.all().stream().mapToInt(PartitionStreams::size).sum())
        .description("streams held in memory")
        .register(registry);
    Gauge.builder(
            "framecast.state.bytes",
            assignment,
            a ->
                a.all().stream()
                    .flatMap(p -> p.views().stream())
                    .mapToLong(StreamView::stateBytes)
                    .sum())
        .description("off-heap memory of the streams' states")
        .register(registry);
  }

  void committed(
      List<ConsumerRecord<byte[], byte[]>> records,
      List<Answer> answers,
      long batchNanos,
      long commitNanos) {
    batch.record(batchNanos, TimeUnit.NANOSECONDS);
    commit.record(commitNanos, TimeUnit.NANOSECONDS);
    received.increment(records.size());
    long now = System.currentTimeMillis();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      of(answer.outcome()).increment();
      filled.increment(answer.filled());
      resets.increment(answer.reset() ? 1 : 0);
      latency.record(Math.max(0, now - records.get(i).timestamp()), TimeUnit.MILLISECONDS);
    }
  }

  private Counter of(Outcome outcome) {
    return switch (outcome) {
      case PREDICTED -> predicted;
      case DUPLICATE -> duplicate;
      case REFUSED -> refused;
      case ENDED -> ended;
    };
  }

  void notCommitted() {
    notCommitted.increment();
  }

  /** Records that wait, by partition. */
  void lag(Map<Integer, Long> waiting) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    waiting.forEach(
        (partition, records) ->
            rows.add(
                MultiGauge.Row.of(Tags.of("partition", Integer.toString(partition)), records)));
    lag.register(rows, true);
  }
}
