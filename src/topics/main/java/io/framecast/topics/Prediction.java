package io.framecast.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.framecast.frames.FrameHeaders;
import io.opentelemetry.api.trace.SpanContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A predicted frame as it stands in the predictions topic.
 *
 * @param value the encoded frame
 * @param contentType of the value
 * @param sequence of the frame that is predicted, null where the stream's frames carry none
 * @param model version of the weights
 * @param source the frame that the prediction follows
 * @param framesSeen frames, filled ones included, that the state has seen since zero
 * @param filled how many frames were missing before the source and filled in, mostly 0
 * @param trace the frame's trace, continued; an invalid one where the frame is part of none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Prediction(
    String stream,
    byte[] value,
    String contentType,
    @Nullable Long sequence,
    String model,
    Source source,
    long framesSeen,
    int filled,
    SpanContext trace) {

  /** The record, for the partition of the source: a stream's predictions stay in its order. */
  public ProducerRecord<byte[], byte[]> toRecord(String topic) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, source.partition(), StreamId.bytes(stream), value);
    var headers = record.headers();
    TextHeaders.add(headers, FrameHeaders.CONTENT_TYPE, contentType);
    if (sequence != null) {
      TextHeaders.add(headers, FrameHeaders.SEQUENCE, sequence);
    }
    TextHeaders.add(headers, FrameHeaders.MODEL, model);
    TextHeaders.add(headers, FrameHeaders.SOURCE, source);
    TextHeaders.add(headers, FrameHeaders.FRAMES_SEEN, framesSeen);
    if (filled > 0) {
      TextHeaders.add(headers, FrameHeaders.FILLED, filled);
    }
    Trace.add(trace, headers);
    return record;
  }

  /** Reads a record of the topic; throws {@link IllegalArgumentException} for another's. */
  public static Prediction of(ConsumerRecord<byte[], byte[]> record) {
    String sequence = TextHeaders.text(record.headers(), FrameHeaders.SEQUENCE);
    String filled = TextHeaders.text(record.headers(), FrameHeaders.FILLED);
    return new Prediction(
        new String(requireNonNull(record.key()), UTF_8),
        record.value(),
        header(record, FrameHeaders.CONTENT_TYPE),
        sequence == null ? null : Long.valueOf(sequence),
        header(record, FrameHeaders.MODEL),
        Source.parse(header(record, FrameHeaders.SOURCE)),
        Long.parseLong(header(record, FrameHeaders.FRAMES_SEEN)),
        filled == null ? 0 : Integer.parseInt(filled),
        Trace.of(record.headers()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    String value = TextHeaders.text(record.headers(), name);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected a prediction, found no header " + name + " at " + Source.of(record));
    }
    return value;
  }
}
