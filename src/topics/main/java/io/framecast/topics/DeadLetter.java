package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A refused record on its way out: key, bytes and headers as received, then the reasons. */
public final class DeadLetter {
  private DeadLetter() {}

  /**
   * The record for the dead-letter topic.
   *
   * @param reason its class and message become headers
   */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    return of(topic, refused, refused.value(), reason);
  }

  /** As above, with another value: the received one may be too large for the topic. */
  public static ProducerRecord<byte[], byte[]> of(
      String topic,
      ConsumerRecord<byte[], byte[]> refused,
      byte @Nullable [] value,
      Throwable reason) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, null, refused.key(), value, refused.headers());
    var headers = letter.headers();
    TextHeaders.add(headers, FrameHeaders.ERROR_CLASS, reason.getClass().getName());
    TextHeaders.add(headers, FrameHeaders.ERROR_MESSAGE, String.valueOf(reason.getMessage()));
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_TOPIC, refused.topic());
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_PARTITION, refused.partition());
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_OFFSET, refused.offset());
    return letter;
  }
}
