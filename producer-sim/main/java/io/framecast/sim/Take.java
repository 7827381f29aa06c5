package io.framecast.sim;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of a film.
 *
 * @param key the stream's id
 * @param kind what its receiver can make of it
 * @param headers by name; the text is sent as UTF-8
 * @param value an encoded frame, broken bytes, or null at the end of the stream
 */
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
public record Take(String key, Kind kind, Map<String, String> headers, byte @Nullable [] value) {

  /** What a record is to its receiver. */
  public enum Kind {
    /** A frame, for the first time. */
    FRAME,
    /** A frame that was sent just before. */
    REPEATED,
    /** Bytes that are no frame. */
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
