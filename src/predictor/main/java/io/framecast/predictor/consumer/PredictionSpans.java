package io.framecast.predictor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Outcome;
import io.framecast.predictor.streams.RecordResult;
import io.framecast.service.InvalidSettingException;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Exports a span for each committed prediction of a traced frame. The span lasts from the start of
 * the batch to its commit. Its id is the one in the prediction's {@code traceparent}. Its
 * attributes are named by OpenTelemetry's conventions for messaging.
 */
public final class PredictionSpans implements AutoCloseable {
  /** Names the setting of the exporter; {@code none} exports no spans. */
  public static final String EXPORTER = "otel.traces.exporter";

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
  private static final AttributeKey<String> STREAM =
      AttributeKey.stringKey("messaging.kafka.message.key");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("framecast.model");

  private static final long CLOSE_SECONDS = 2;

  private final Ids ids = new Ids();
  private final @Nullable OpenTelemetrySdk sdk; // null without an exporter

  /**
   * Starts the exporter, if the settings name one.
   *
   * @param settings {@code otel.*}, as OpenTelemetry's environment variables name them
   * @throws InvalidSettingException for settings that OpenTelemetry rejects
   */
  public PredictionSpans(Map<String, String> settings) {
    sdk = "none".equals(settings.get(EXPORTER)) ? null : sdk(settings);
  }

  private OpenTelemetrySdk sdk(Map<String, String> settings) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .addPropertiesSupplier(() -> settings)
          .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
          .disableShutdownHook() // batches that are committed during a stop have spans too
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException e) {
      throw new InvalidSettingException("otel: " + e.getMessage());
    }
  }

  /** Exports the spans of a committed batch. */
  void export(BatchResult batch, Instant start, Instant committed) {
    if (sdk == null) {
      return;
    }
    Tracer tracer = sdk.getTracer("io.framecast.predictor");
    for (int i = 0; i < batch.records().size(); i++) {
      RecordResult result = batch.results().get(i);
      if (result.outcome() == Outcome.PREDICTED) {
        ConsumerRecord<byte[], byte[]> frame = batch.records().get(i);
        SpanContext trace = TraceContext.of(frame.headers());
        if (trace.isSampled()) {
          span(tracer, frame, trace, result.model(), start).end(committed);
        }
      }
    }
  }

  private Span span(
      Tracer tracer,
      ConsumerRecord<byte[], byte[]> frame,
      SpanContext trace,
      @Nullable String model,
      Instant start) {
    ids.next = TraceContext.childSpan(trace, RecordPosition.of(frame)).getSpanId();
    return tracer
        .spanBuilder("predict " + frame.topic())
        .setSpanKind(SpanKind.CONSUMER)
        .setParent(Context.root().with(Span.wrap(trace)))
        .setStartTimestamp(start)
        .setAttribute(SYSTEM, "kafka")
        .setAttribute(OPERATION, "predict")
        .setAttribute(TOPIC, frame.topic())
        .setAttribute(PARTITION, Integer.toString(frame.partition()))
        .setAttribute(OFFSET, frame.offset())
        .setAttribute(STREAM, new String(frame.key(), UTF_8))
        .setAttribute(MODEL, model)
        .startSpan();
  }

  /** Sends the remaining spans; it waits for the collector only a short time. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Returns the id that the prediction's header already has; one thread starts all spans. */
  private static final class Ids implements IdGenerator {
    private String next = "";

    @Override
    public String generateSpanId() {
      return next;
    }

    @Override
    public String generateTraceId() {
      throw new IllegalStateException("expected a span with a parent, found one without");
    }
  }
}
