package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.EventType;
import io.framecast.predictor.streams.Outcome;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.RecordResult;
import io.framecast.predictor.streams.StateCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.function.ToDoubleFunction;

/**
 * What the service counts, of committed batches only: {@code received = predicted + skipped +
 * duplicate + refused + ended}, each a counter {@code framecast_..._total}. No meter bears a
 * stream's name.
 */
final class Meters {
  private final Counter received;
  private final Counter predicted;
  private final Counter skipped;
  private final Counter duplicate;
  private final Counter refused;
  private final Counter ended;
  private final Counter filled;
  private final Counter resets;
  private final Counter quarantined;
  private final Counter swaps;
  private final Counter replayed;
  private final Counter notCommitted;
  private final Timer batch;
  private final Timer commit;
  private final Timer latency;
  private final MultiGauge lag;

  Meters(MeterRegistry registry) {
    received = counter(registry, "received", "records read from the frames topic");
    predicted = counter(registry, "predicted", "frames that got a prediction");
    skipped = counter(registry, "skipped", "frames taken without a prediction, under overload");
    duplicate = counter(registry, "duplicate", "frames that had come before");
    refused = counter(registry, "refused", "records that became dead letters");
    ended = counter(registry, "ended", "records without a value, which end their stream");
    filled = counter(registry, "filled", "steps on a stream's own prediction for a missing frame");
    resets = counter(registry, "resets", "streams that started afresh, see the events topic");
    quarantined = counter(registry, "quarantined", "frames whose step led to no finite numbers");
    swaps = counter(registry, "swaps", "streams that went on with other weights");
    replayed = counter(registry, "replayed", "records read again to bring streams back");
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
  void show(
      MeterRegistry registry, Assignment assignment, StateCache residents, StateRestorer recovery) {
    Gauge.builder(
            "framecast.streams",
            assignment,
            a -> a.all().stream().mapToInt(PartitionProcessor::size).sum())
        .description("streams held, in memory or in the store")
        .register(registry);
    gauge(registry, "state.bytes", "memory of the streams", residents, StateCache::used);
    gauge(
        registry,
        "restoring.partitions",
        "partitions whose streams are not back yet",
        recovery,
        r -> r.progress().partitions());
    gauge(
        registry,
        "restoring.checkpoints",
        "checkpoint records not read yet",
        recovery,
        r -> r.progress().checkpoints());
    gauge(
        registry,
        "restoring.frames",
        "frames not replayed yet",
        recovery,
        r -> r.progress().frames());
    count(
        registry,
        "streams.left",
        "streams that left memory for the store",
        residents,
        StateCache::spilled);
    count(
        registry,
        "streams.returned",
        "streams that came back from the store",
        residents,
        StateCache::loaded);
  }

  private static <T> void gauge(
      MeterRegistry registry, String name, String what, T of, ToDoubleFunction<T> value) {
    Gauge.builder("framecast." + name, of, value).description(what).register(registry);
  }

  private static <T> void count(
      MeterRegistry registry, String name, String what, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder("framecast." + name, of, value).description(what).register(registry);
  }

  void committed(BatchResult turn, int replayed, long batchNanos, long commitNanos) {
    batch.record(batchNanos, TimeUnit.NANOSECONDS);
    commit.record(commitNanos, TimeUnit.NANOSECONDS);
    received.increment(turn.records().size());
    this.replayed.increment(replayed);
    long now = System.currentTimeMillis();
    for (int i = 0; i < turn.records().size(); i++) {
      RecordResult result = turn.results().get(i);
      of(result.outcome()).increment();
      filled.increment(result.filled());
      resets.increment(result.event() == EventType.RESET ? 1 : 0);
      quarantined.increment(result.event() == EventType.QUARANTINED ? 1 : 0);
      swaps.increment(result.event() == EventType.SWAP ? 1 : 0);
      long age = now - turn.records().get(i).timestamp();
      latency.record(Math.max(0, age), TimeUnit.MILLISECONDS);
    }
  }

  private Counter of(Outcome outcome) {
    return switch (outcome) {
      case PREDICTED -> predicted;
      case SKIPPED -> skipped;
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
