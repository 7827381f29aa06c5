package io.framecast.console.view;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordText;
import io.framecast.topics.StreamId;
import io.micronaut.serde.annotation.Serdeable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the page shows it.
 *
 * @param serial a number that rises with every dead letter
 * @param at milliseconds since 1970
 * @param topic the topic of the rejected record, as the headers say; so partition and offset
 * @param stream null when the key is no stream id
 * @param errorClass the exception that rejected it
 * @param reason one sentence with expected and found
 * @param bytes the size of the rejected value
 * @param picture the image when it can be decoded and is small, otherwise null
 */
@Serdeable
public record DeadLetterView(
    long serial,
    long at,
    @Nullable String topic,
    @Nullable String partition,
    @Nullable String offset,
    @Nullable String stream,
    @Nullable String errorClass,
    @Nullable String reason,
    int bytes,
    @Nullable EncodedImage picture) {

  private static final int MOST_SHOWN = 64 << 10;

  static DeadLetterView of(
      long serial, ConsumerRecord<byte[], byte[]> record, FrameDecoder decoder) {
    return new DeadLetterView(
        serial,
        record.timestamp(),
        text(record, FrameHeaders.ORIGINAL_TOPIC, RecordText.MOST_NAME),
        text(record, FrameHeaders.ORIGINAL_PARTITION, RecordText.MOST_NAME),
        text(record, FrameHeaders.ORIGINAL_OFFSET, RecordText.MOST_NAME),
        stream(record),
        text(record, FrameHeaders.ERROR_CLASS, RecordText.MOST_NAME),
        text(record, FrameHeaders.ERROR_MESSAGE, EventView.MOST_REASON),
        record.value() == null ? 0 : record.value().length,
        picture(record, decoder));
  }

  private static @Nullable String text(ConsumerRecord<?, ?> record, String name, int most) {
    String text = HeaderText.text(record.headers(), name);
    return text == null ? null : RecordText.shorten(text, most);
  }

  private static @Nullable String stream(ConsumerRecord<byte[], byte[]> record) {
    try {
      return StreamId.of(record.key());
    } catch (RefusedFrameException e) {
      return null;
    }
  }

  /** Returns only an image within the limits, because the browser decodes it. */
  private static @Nullable EncodedImage picture(
      ConsumerRecord<byte[], byte[]> record, FrameDecoder decoder) {
    if (record.value() == null || record.value().length > MOST_SHOWN) {
      return null;
    }
    try {
      String type =
          FrameDecoder.contentType(
              record.value(), HeaderText.text(record.headers(), FrameHeaders.CONTENT_TYPE));
      decoder.decode(record.value(), type);
      return EncodedImage.ofFrame(type, record.value(), decoder);
    } catch (RefusedFrameException e) {
      return null;
    }
  }
}
