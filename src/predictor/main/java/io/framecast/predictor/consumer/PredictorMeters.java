package io.framecast.predictor.consumer;

import io.framecast.convlstm.OffHeapMemory;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.EventType;
import io.framecast.predictor.streams.Outcome;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.RecordResult;
import io.framecast.predictor.streams.StateCache;
import io.framecast.topics.TraceContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Counts the records of committed batches: {@code received = predicted + skipped + duplicate +
 * refused + ended}, each a counter {@code framecast_..._total}. No meter has a stream's name as a
 * tag.
 */
final class PredictorMeters {
  private final Counter received;
  private final Counter predicted;
  private final Counter skipped;
  private final Counter duplicate;
  private final Counter refused;
  private final Counter ended;
  private final Counter forecasts;
  private final Counter withheldForecasts;
  private final Counter filled;
  private final Counter resets;
  private final Counter quarantined;
  private final Counter swaps;
  private final Counter replayed;
  private final Map<String, Counter> ignoredHeaders = new HashMap<>();
  private final Counter abortedBatches;
  private final Timer batch;
  private final Timer commit;
  private final Timer latency;
  private final MultiGauge lag;

  PredictorMeters(MeterRegistry registry) {
    received = counter(registry, "received", "Records read from the frames topic.");
    predicted = counter(registry, "predicted", "Frames that got a prediction.");
    skipped = counter(registry, "skipped", "Frames whose prediction was withheld under overload.");
    duplicate = counter(registry, "duplicate", "Frames dropped as duplicates.");
    refused = counter(registry, "refused", "Records that became dead letters.");
    ended = counter(registry, "ended", "Records without a value, which end their stream.");
    forecasts = counter(registry, "forecasts", "Predictions of frames after the next one.");
    withheldForecasts =
        counter(registry, "forecasts.withheld", "Forecasts that could not be published.");
    filled = counter(registry, "filled", "Steps on a stream's own prediction for a missing frame.");
    resets = counter(registry, "resets", "Resets of streams; the events topic has the reasons.");
    quarantined = counter(registry, "quarantined", "Frames whose step gave non-finite numbers.");
    swaps = counter(registry, "swaps", "Moves of streams to other weights.");
    replayed = counter(registry, "replayed", "Records read again to restore streams.");
    abortedBatches = counter(registry, "batches.aborted", "Batches that were not committed.");
    for (String header :
        List.of(
            FrameHeaders.SEQUENCE,
            FrameHeaders.CE_SEQUENCE,
            FrameHeaders.RESET,
            TraceContext.PARENT)) {
      ignoredHeaders.put(header, ignored(registry, header));
    }
    batch = timer(registry, "framecast.batch", "Time to process the records of one batch.");
    commit = timer(registry, "framecast.commit", "Time to commit one transaction.");
    latency = timer(registry, "framecast.latency", "Time from a frame's timestamp to its commit.");
    lag =
        MultiGauge.builder("framecast.lag")
            .description("Records of the partition that are not processed yet.")
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String what) {
    return Counter.builder("framecast." + name).description(what).register(registry);
  }

  private static Counter ignored(MeterRegistry registry, String header) {
    return Counter.builder("framecast.headers.ignored")
        .tag("header", header)
        .description("Headers of frames whose value could not be read.")
        .register(registry);
  }

  private static Timer timer(MeterRegistry registry, String name, String what) {
    return Timer.builder(name)
        .description(what)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  /** Registers the gauges and counters of the assigned streams. */
  void register(
      MeterRegistry registry, Assignment assignment, StateCache cache, StateRestorer restorer) {
    Gauge.builder(
            "framecast.streams",
            assignment,
            a -> a.all().stream().mapToInt(PartitionProcessor::size).sum())
        .description("Streams held in memory or in the local store.")
        .register(registry);
    gauge(registry, "state.bytes", "Memory of the streams, in bytes.", cache, StateCache::used);
    gauge(
        registry,
        "native.bytes",
        "Off-heap memory of states, copies of states and work space, in bytes.",
        cache,
        any -> OffHeapMemory.used());
    gauge(
        registry,
        "restoring.partitions",
        "Partitions whose streams are not restored yet.",
        restorer,
        r -> r.progress().partitions());
    gauge(
        registry,
        "restoring.checkpoints",
        "Checkpoint records that are not read yet.",
        restorer,
        r -> r.progress().checkpoints());
    gauge(
        registry,
        "restoring.frames",
        "Frames that are not replayed yet.",
        restorer,
        r -> r.progress().frames());
    count(
        registry,
        "streams.left",
        "Streams spilled from memory to the local store.",
        cache,
        StateCache::spilled);
    count(
        registry,
        "streams.returned",
        "Streams loaded into memory from the local store.",
        cache,
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

  /** Counts the records of a committed batch, and records its times. */
  void recordBatch(BatchResult batchResult, int replayed, long batchNanos, long commitNanos) {
    batch.record(batchNanos, TimeUnit.NANOSECONDS);
    commit.record(commitNanos, TimeUnit.NANOSECONDS);
    received.increment(batchResult.records().size());
    this.replayed.increment(replayed);
    long now = System.currentTimeMillis();
    for (int i = 0; i < batchResult.records().size(); i++) {
      RecordResult result = batchResult.results().get(i);
      of(result.outcome()).increment();
      filled.increment(result.filled());
      forecasts.increment(result.forecasts());
      withheldForecasts.increment(result.withheldForecasts());
      resets.increment(result.event() == EventType.RESET ? 1 : 0);
      quarantined.increment(result.event() == EventType.QUARANTINED ? 1 : 0);
      swaps.increment(result.event() == EventType.SWAP ? 1 : 0);
      result.ignoredHeaders().forEach(header -> counterOf(header).increment());
      long age = now - batchResult.records().get(i).timestamp();
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

  private Counter counterOf(IgnoredHeader header) {
    return Objects.requireNonNull(ignoredHeaders.get(header.name()));
  }

  /** Counts a batch that was not committed. */
  void countAbortedBatch() {
    abortedBatches.increment();
  }

  /** Sets the number of waiting records of each partition. */
  void setLag(Map<Integer, Long> waiting) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    waiting.forEach(
        (partition, records) ->
            rows.add(
                MultiGauge.Row.of(Tags.of("partition", Integer.toString(partition)), records)));
    lag.register(rows, true);
  }
}
