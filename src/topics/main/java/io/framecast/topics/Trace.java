package io.framecast.topics;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.common.header.Headers;

/** The W3C trace context of a record, as OpenTelemetry reads and writes it. */
public final class Trace {
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<Headers> GETTER =
      (headers, name) -> headers == null ? null : TextHeaders.text(headers, name);

  private Trace() {}

  /** The trace that these headers are part of; an invalid one where they are part of none. */
  public static SpanContext of(Headers headers) {
    return Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
  }

  /**
   * The same trace one step on; none goes on as none. The step's id is a function of the frame's
   * place in the log, so that a prediction made again after a crash carries the same one.
   */
  public static SpanContext continued(SpanContext trace, Source source) {
    if (!trace.isValid()) {
      return SpanContext.getInvalid();
    }
    long id = source.topic().hashCode();
    id = mixed(id ^ source.partition());
    id = mixed(id ^ source.offset());
    // an id of zeroes is no id
    String step = SpanId.fromLong(id == 0 ? 1 : id);
    return SpanContext.create(
        trace.getTraceId(), step, trace.getTraceFlags(), trace.getTraceState());
  }

  static void add(SpanContext trace, Headers headers) {
    W3C.inject(
        Context.root().with(Span.wrap(trace)),
        headers,
        (to, name, value) -> TextHeaders.add(headers, name, value));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): one bit in turns half of them. */
  private static long mixed(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
