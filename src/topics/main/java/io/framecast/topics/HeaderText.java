package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads and adds headers with text. Of several headers with one name the last counts. */
public final class HeaderText {
  private HeaderText() {}

  /** Reads the headers of a frame's record. */
  public static FrameHeaders ofFrame(ConsumerRecord<?, ?> record) {
    return FrameHeaders.read(name -> bytes(record.headers(), name));
  }

  /** Returns the header's text, or null without the header. */
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
