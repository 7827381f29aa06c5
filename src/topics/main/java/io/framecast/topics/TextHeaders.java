package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Text in a record's headers. Where a name stands twice the last one counts, as in Kafka. */
public final class TextHeaders {
  private TextHeaders() {}

  /** What the headers of a frame's record say; refused as {@link FrameHeaders#read} says. */
  public static FrameHeaders ofFrame(ConsumerRecord<?, ?> record) throws RefusedFrameException {
    return FrameHeaders.read(name -> bytes(record.headers(), name));
  }

  /** The header's value, null where there is none. */
  public static @Nullable String text(Headers headers, String name) {
    byte[] value = bytes(headers, name);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] bytes(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }

  /** Adds a header with the value's text. */
  public static void add(Headers headers, String name, Object value) {
    headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
