package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context of a record.
 *
 * @param parent {@code version-traceid-parentid-flags}
 * @param state of the vendors, handed on untouched; null without one
 */
public record Trace(String parent, @Nullable String state) {
  private static final Pattern PARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})");

  /** The record's trace; null without one, or with one that is no traceparent. */
  public static @Nullable Trace of(ConsumerRecord<?, ?> record) {
    String parent = TextHeaders.text(record, FrameHeaders.TRACEPARENT);
    return parent == null || !PARENT.matcher(parent).matches()
        ? null
        : new Trace(parent, TextHeaders.text(record, FrameHeaders.TRACESTATE));
  }

  /**
   * The same trace one step on. The step's id is a function of the frame's place in the log, so
   * that a prediction made again after a crash carries the same one.
   */
  public Trace continued(Source source) {
    Matcher matcher = PARENT.matcher(parent);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a traceparent, found \"" + parent + "\"");
    }
    long id = source.topic().hashCode();
    id = mixed(id ^ source.partition());
    id = mixed(id ^ source.offset());
    // an id of zeroes is no id
    String step = "%016x".formatted(id == 0 ? 1 : id);
    return new Trace("00-" + matcher.group(1) + "-" + step + "-" + matcher.group(2), state);
  }

  void addTo(Headers headers) {
    TextHeaders.add(headers, FrameHeaders.TRACEPARENT, parent);
    if (state != null) {
      TextHeaders.add(headers, FrameHeaders.TRACESTATE, state);
    }
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): one bit in turns half of them. */
  private static long mixed(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
