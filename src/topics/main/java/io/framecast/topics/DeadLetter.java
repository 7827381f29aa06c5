package io.framecast.topics;

import io.framecast.frames.FrameHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Creates dead letters: the rejected record unchanged, with headers that give the reason. */
public final class DeadLetter {
  private DeadLetter() {}

  /**
   * Creates the record for the dead-letter topic.
   *
   * @param reason the exception whose class and message become headers
   */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    return withReasons(
        new ProducerRecord<>(topic, null, refused.key(), refused.value(), refused.headers()),
        refused,
        reason);
  }

  /** Creates a dead letter without the rejected record, for one that is too large. */
  public static ProducerRecord<byte[], byte[]> reasonsOnly(
      String topic, ConsumerRecord<byte[], byte[]> refused, Throwable reason) {
    return withReasons(new ProducerRecord<>(topic, null), refused, reason);
  }

  private static ProducerRecord<byte[], byte[]> withReasons(
      ProducerRecord<byte[], byte[]> letter, ConsumerRecord<?, ?> refused, Throwable reason) {
    var headers = letter.headers();
    HeaderText.add(headers, FrameHeaders.ERROR_CLASS, reason.getClass().getName());
    HeaderText.add(headers, FrameHeaders.ERROR_MESSAGE, String.valueOf(reason.getMessage()));
    HeaderText.add(headers, FrameHeaders.ORIGINAL_TOPIC, refused.topic());
    HeaderText.add(headers, FrameHeaders.ORIGINAL_PARTITION, refused.partition());
    HeaderText.add(headers, FrameHeaders.ORIGINAL_OFFSET, refused.offset());
    return letter;
  }
}
