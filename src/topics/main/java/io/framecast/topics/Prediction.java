package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.opentelemetry.api.trace.SpanContext;
import java.util.regex.Pattern;
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
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,19}");

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

  /** Reads a record of the topic; throws {@link InvalidRecordException} for another's. */
  public static Prediction of(ConsumerRecord<byte[], byte[]> record) {
    String stream;
    try {
      stream = StreamId.of(record.key());
    } catch (RefusedFrameException e) {
      throw new InvalidRecordException(String.valueOf(e.getMessage()), e);
    }
    String contentType = header(record, FrameHeaders.CONTENT_TYPE);
    if (record.value() == null) {
      throw new InvalidRecordException("expected a prediction, found a null value");
    }
    Long filled = number(record, FrameHeaders.FILLED, 0, Integer.MAX_VALUE);
    Source source = Source.parse(header(record, FrameHeaders.SOURCE));
    return new Prediction(
        stream,
        record.value(),
        contentType,
        number(record, FrameHeaders.SEQUENCE, 0, Long.MAX_VALUE),
        header(record, FrameHeaders.MODEL),
        source,
        expected(record, FrameHeaders.FRAMES_SEEN, number(record, FrameHeaders.FRAMES_SEEN, 1)),
        filled == null ? 0 : filled.intValue(),
        Trace.of(record.headers()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return RecordText.name(
        "header " + name, expected(record, name, TextHeaders.text(record.headers(), name)));
  }

  private static <T> T expected(ConsumerRecord<?, ?> record, String name, @Nullable T found) {
    if (found == null) {
      throw new InvalidRecordException(
          "expected a prediction, found no header " + name + " at " + Source.of(record));
    }
    return found;
  }

  private static @Nullable Long number(ConsumerRecord<?, ?> record, String name, long least) {
    return number(record, name, least, Long.MAX_VALUE);
  }

  private static @Nullable Long number(
      ConsumerRecord<?, ?> record, String name, long least, long most) {
    String text = TextHeaders.text(record.headers(), name);
    if (text == null) {
      return null;
    }
    if (DECIMAL.matcher(text).matches()) {
      try {
        long found = Long.parseLong(text);
        if (found >= least && found <= most) {
          return found;
        }
      } catch (NumberFormatException e) {
        // too large, as below
      }
    }
    throw new InvalidRecordException(
        "expected header %s to be a number from %d, found %s"
            .formatted(name, least, RecordText.quoted(text)));
  }
}
