package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

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
    return withReasons(
        new ProducerRecord<>(topic, null, refused.key(), refused.value(), refused.headers()),
        refused,
        reason);
  }

  /** As above without what was received, where that does not fit: its place in the log remains. */
  public static ProducerRecord<byte[], byte[]> reasonsOnly(
      String topic, ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    return withReasons(new ProducerRecord<>(topic, null), refused, reason);
  }

  private static ProducerRecord<byte[], byte[]> withReasons(
      ProducerRecord<byte[], byte[]> letter, ConsumerRecord<?, ?> refused, Throwable reason) {
    var headers = letter.headers();
    TextHeaders.add(headers, FrameHeaders.ERROR_CLASS, reason.getClass().getName());
    TextHeaders.add(headers, FrameHeaders.ERROR_MESSAGE, String.valueOf(reason.getMessage()));
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_TOPIC, refused.topic());
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_PARTITION, refused.partition());
    TextHeaders.add(headers, FrameHeaders.ORIGINAL_OFFSET, refused.offset());
    return letter;
  }
}
