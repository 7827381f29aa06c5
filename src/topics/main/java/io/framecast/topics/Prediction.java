package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A predicted frame: the record of the predictions topic for the next frame, and of the forecasts
 * topic for each one after it.
 *
 * @param value the encoded frame
 * @param contentType the encoding of the value
 * @param sequence the sequence of the predicted frame, null when the stream's frames carry none
 * @param model the version of the weights
 * @param horizon how many frames after the source the predicted one is, from 1 on
 * @param source the last frame that the prediction was made from
 * @param framesSeen the number of frames in the state, with filled ones
 * @param filled the number of missing frames before the source that were filled in
 * @param trace a child of the frame's span, invalid for a frame without a trace
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Prediction(
    String stream,
    byte[] value,
    String contentType,
    @Nullable Long sequence,
    String model,
    int horizon,
    RecordPosition source,
    long framesSeen,
    int filled,
    SpanContext trace) {

  /** The most frames after its source that a frame is predicted. */
  public static final int MAX_HORIZON = 100;

  private static final int MOST_DIGITS = 19;

  /** Creates the record for the source's partition, so that predictions keep the stream's order. */
  public ProducerRecord<byte[], byte[]> toRecord(String topic) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, source.partition(), StreamId.bytes(stream), value);
    var headers = record.headers();
    HeaderText.add(headers, FrameHeaders.CONTENT_TYPE, contentType);
    if (sequence != null) {
      HeaderText.add(headers, FrameHeaders.SEQUENCE, sequence);
    }
    HeaderText.add(headers, FrameHeaders.MODEL, model);
    if (horizon > 1) {
      HeaderText.add(headers, FrameHeaders.HORIZON, horizon);
    }
    HeaderText.add(headers, FrameHeaders.SOURCE, source);
    HeaderText.add(headers, FrameHeaders.FRAMES_SEEN, framesSeen);
    if (filled > 0) {
      HeaderText.add(headers, FrameHeaders.FILLED, filled);
    }
    TraceContext.add(trace, headers);
    return record;
  }

  /** Reads a record of the topic; throws {@link InvalidRecordException} for any other record. */
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
    Long horizon = number(record, FrameHeaders.HORIZON, 1, Integer.MAX_VALUE);
    Long filled = number(record, FrameHeaders.FILLED, 0, Integer.MAX_VALUE);
    Long framesSeen = number(record, FrameHeaders.FRAMES_SEEN, 1, Long.MAX_VALUE);
    RecordPosition source = RecordPosition.parse(header(record, FrameHeaders.SOURCE));
    return new Prediction(
        stream,
        record.value(),
        contentType,
        number(record, FrameHeaders.SEQUENCE, 0, Long.MAX_VALUE),
        header(record, FrameHeaders.MODEL),
        horizon == null ? 1 : horizon.intValue(),
        source,
        expected(record, FrameHeaders.FRAMES_SEEN, framesSeen),
        filled == null ? 0 : filled.intValue(),
        TraceContext.of(record.headers()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return RecordText.name(
        "header " + name, expected(record, name, HeaderText.text(record.headers(), name)));
  }

  private static <T> T expected(ConsumerRecord<?, ?> record, String name, @Nullable T found) {
    if (found == null) {
      throw new InvalidRecordException(
          "expected a prediction, found no header " + name + " at " + RecordPosition.of(record));
    }
    return found;
  }

  /** Rejects signs and the digits of other scripts, which a number would be parsed from too. */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MOST_DIGITS;
  }

  private static @Nullable Long number(
      ConsumerRecord<?, ?> record, String name, long min, long max) {
    String text = HeaderText.text(record.headers(), name);
    if (text == null) {
      return null;
    }
    if (isDecimal(text)) {
      try {
        long found = Long.parseLong(text);
        if (found >= min && found <= max) {
          return found;
        }
      } catch (NumberFormatException e) {
        // too large, as below
      }
    }
    throw new InvalidRecordException(
        String.format(
            Locale.ROOT,
            "expected header %s to be a number from %d, found %s",
            name,
            min,
            RecordText.quote(text)));
  }
}
