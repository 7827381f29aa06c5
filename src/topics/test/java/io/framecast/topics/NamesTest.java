package io.framecast.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.RefusedFrameException;
import io.opentelemetry.api.trace.SpanContext;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void acceptsAKeyOf256BytesAndRejectsOneOf257() throws Exception {
    String longest = "é".repeat(128);
    assertThat(StreamId.of(longest.getBytes(UTF_8))).isEqualTo(longest);
    assertThat(StreamId.of(new byte[] {'c'})).isEqualTo("c");
    assertRefused(new byte[257], "expected a stream id of 1 to 256 bytes, found 257");
    assertRefused(new byte[0], "expected a stream id of 1 to 256 bytes, found 0");
    assertRefused(null, "expected the stream id as key, found no key");
    assertRefused(
        new byte[] {'c', (byte) 0xc3}, "expected a stream id in UTF-8, found 2 bytes that are not");
  }

  private static void assertRefused(byte[] key, String message) {
    assertThatThrownBy(() -> StreamId.of(key))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessage(message);
  }

  @Test
  void parsesThePositionOfAnyTopicName() {
    RecordPosition source = new RecordPosition("a-b@c.frames", 3, 1841);
    assertThat(source).hasToString("a-b@c.frames-3@1841");
    assertThat(RecordPosition.parse(source.toString())).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t", "t-3", "t@4", "-3@4", "t-x@4", "t-3@x", "t-3@"})
  void rejectsATextThatIsNoPosition(String text) {
    assertThatThrownBy(() -> RecordPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected topic-partition@offset, found \"" + text + "\"");
  }

  @Test
  void rejectsTwoTopicsOfOneName() {
    assertThatThrownBy(() -> new Topics("a", "b", "c", "d", "e", "f", "g", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected eight different topic names, found [a, b, c, d, e, f, g, a]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a\n", "\u00e4"})
  void rejectsANameThatNoTopicMayHave(String name) {
    assertThatThrownBy(() -> new Topics("a", "b", "c", "d", "e", "f", "g", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected topic names of up to 249 letters, digits, dots, underscores and hyphens, found \""
                + name
                + "\"");
  }

  @Test
  void createsAChildSpanInTheSameTrace() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    SpanContext trace = trace(parent, "x=y");
    SpanContext next = TraceContext.childSpan(trace, new RecordPosition("t", 3, 1841));
    assertThat(next.getTraceState().get("x")).isEqualTo("y");
    assertThat(next.isSampled()).isTrue();
    assertThat(next.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(next.getSpanId())
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(trace.getSpanId())
        .isEqualTo(TraceContext.childSpan(trace, new RecordPosition("t", 3, 1841)).getSpanId())
        .isNotEqualTo(TraceContext.childSpan(trace, new RecordPosition("t", 3, 1842)).getSpanId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
        "<script>alert(1)</script>"
      })
  void ignoresAnInvalidTraceparent(String parent) {
    SpanContext trace =
        TraceContext.childSpan(trace(parent, "x=y"), new RecordPosition("t", 3, 1841));
    assertThat(trace.isValid()).isFalse();
    RecordHeaders headers = new RecordHeaders();
    TraceContext.add(trace, headers);
    assertThat(headers).isEmpty();
  }

  @Test
  void omitsAnInvalidTracestateAndKeepsTheTrace() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    SpanContext trace = trace(parent, "no state, \r\n<script>".repeat(100));
    assertThat(trace.isValid()).isTrue();
    assertThat(trace.getTraceState().isEmpty()).isTrue();
    assertThat(trace.isSampled()).isFalse();
  }

  private static SpanContext trace(String parent, String state) {
    return TraceContext.of(
        ReceivedRecords.record(null, null, "traceparent", parent, "tracestate", state).headers());
  }
}
