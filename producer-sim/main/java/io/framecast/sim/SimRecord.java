package io.framecast.sim;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of a stream.
 *
 * @param key the stream's id
 * @param kind what the record contains
 * @param headers the headers by name, sent as UTF-8
 * @param value an encoded frame, corrupt bytes, or null at the end of the stream
 */
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
public record SimRecord(
    String key, RecordKind kind, Map<String, String> headers, byte @Nullable [] value) {

  /** The kind of a record. */
  public enum RecordKind {
    /** A frame that is sent for the first time. */
    FRAME,
    /** A frame that is sent again. */
    REPEATED,
    /** Bytes that no decoder accepts. */
    CORRUPT,
    /** The null value that ends the stream. */
    END
  }

  ProducerRecord<byte[], byte @Nullable []> on(String topic) {
    ProducerRecord<byte[], byte @Nullable []> record =
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
