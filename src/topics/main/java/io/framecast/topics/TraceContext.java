package io.framecast.topics;

import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads and writes the W3C trace context of a record with OpenTelemetry. */
public final class TraceContext {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<Headers> GETTER =
      (headers, name) -> headers == null ? null : HeaderText.text(headers, name);

  /** Names the header of the trace and the span. */
  public static final String PARENT = "traceparent";

  private TraceContext() {}

  /** Returns the span context of these headers, an invalid one without a trace. */
  public static SpanContext of(Headers headers) {
    return Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
  }

  /** Returns the trace context that cannot be read, null if it can or there is none. */
  public static @Nullable IgnoredHeader ignored(Headers headers) {
    String found = HeaderText.text(headers, PARENT);
    return found == null || of(headers).isValid()
        ? null
        : IgnoredHeader.of(PARENT, "a W3C trace context", found);
  }

  /**
   * Creates the context of a child span, an invalid one without a trace. Its id is a function of
   * the frame's position, so that a prediction repeated after a crash has the same id.
   */
  public static SpanContext childSpan(SpanContext trace, RecordPosition source) {
    if (!trace.isValid()) {
      return SpanContext.getInvalid();
    }
    long id = source.topic().hashCode();
    id = mix(id ^ source.partition());
    id = mix(id ^ source.offset());
    // an id of zeroes is invalid
    String span = SpanId.fromLong(id == 0 ? 1 : id);
    return SpanContext.create(
        trace.getTraceId(), span, trace.getTraceFlags(), trace.getTraceState());
  }

  static void add(SpanContext trace, Headers headers) {
    W3C.inject(
        Context.root().with(Span.wrap(trace)),
        headers,
        (to, name, value) -> HeaderText.add(headers, name, value));
  }

  /** Applies the finaliser of SplitMix64 (Steele, Lea, Flood 2014) to spread the bits. */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
