package io.framecast.console.follow;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.RecordText;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.micronaut.serde.annotation.Serdeable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter.
 *
 * @param serial rises with every letter
 * @param at milliseconds since 1970
 * @param topic where the refused record stands, and partition and offset; as its headers say
 * @param stream null where its key is none
 * @param errorClass what refused it
 * @param reason one sentence, expected and found
 * @param bytes of the refused value
 * @param picture where it can be shown all the same, and is not too large for that
 */
@Serdeable
public record Letter(
    long serial,
    long at,
    @Nullable String topic,
    @Nullable String partition,
    @Nullable String offset,
    @Nullable String stream,
    @Nullable String errorClass,
    @Nullable String reason,
    int bytes,
    @Nullable Picture picture) {

  private static final int MOST_SHOWN = 64 << 10;

  static Letter of(long serial, ConsumerRecord<byte[], byte[]> record, FrameDecoder decoder) {
    return new Letter(
        serial,
        record.timestamp(),
        text(record, FrameHeaders.ORIGINAL_TOPIC, RecordText.MOST_NAME),
        text(record, FrameHeaders.ORIGINAL_PARTITION, RecordText.MOST_NAME),
        text(record, FrameHeaders.ORIGINAL_OFFSET, RecordText.MOST_NAME),
        stream(record),
        text(record, FrameHeaders.ERROR_CLASS, RecordText.MOST_NAME),
        text(record, FrameHeaders.ERROR_MESSAGE, RecordText.MOST_SENTENCE),
        record.value() == null ? 0 : record.value().length,
        picture(record, decoder));
  }

  private static @Nullable String text(ConsumerRecord<?, ?> record, String name, int most) {
    String text = TextHeaders.text(record.headers(), name);
    return text == null ? null : RecordText.shortened(text, most);
  }

  private static @Nullable String stream(ConsumerRecord<byte[], byte[]> record) {
    try {
      return StreamId.of(record.key());
    } catch (RefusedFrameException e) {
      return null;
    }
  }

  /** Whoever looks at it decodes it, so only what is a frame within the limits is handed on. */
  private static @Nullable Picture picture(
      ConsumerRecord<byte[], byte[]> record, FrameDecoder decoder) {
    if (record.value() == null || record.value().length > MOST_SHOWN) {
      return null;
    }
    try {
      String type = TextHeaders.text(record.headers(), FrameHeaders.CONTENT_TYPE);
      decoder.decode(record.value(), type);
      return Picture.of(FrameDecoder.type(record.value(), type), record.value());
    } catch (RefusedFrameException e) {
      return null;
    }
  }
}
