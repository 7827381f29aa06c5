package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Creates records of partition 3 of a topic. */
final class Records {
  static final int PARTITION = 3;

  private Records() {}

  /** Creates a frame with headers, given as alternating names and values. */
  static ConsumerRecord<byte[], byte[]> frame(String stream, long offset, String... headers) {
    return record("framecast.frames", stream, offset, new byte[] {1}, headers);
  }

  static ConsumerRecord<byte[], byte[]> end(String stream, long offset) {
    return record("framecast.frames", stream, offset, null);
  }

  /** Creates the prediction of the frame at that offset. */
  static ConsumerRecord<byte[], byte[]> prediction(String stream, long source) {
    return record(
        "framecast.predictions",
        stream,
        source,
        new byte[] {1},
        "content-type",
        "image/png",
        "framecast-model",
        "m",
        "framecast-source",
        "framecast.frames-" + PARTITION + "@" + source,
        "framecast-frames-seen",
        "1");
  }

  static ConsumerRecord<byte[], byte[]> deadLetter(String stream, long original) {
    return record(
        "framecast.frames.dlq",
        stream,
        0,
        new byte[] {1},
        "framecast-original-topic",
        "framecast.frames",
        "framecast-original-partition",
        Integer.toString(PARTITION),
        "framecast-original-offset",
        Long.toString(original));
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, String stream, long offset, byte[] value, String... headers) {
    byte[] key = stream == null ? null : stream.getBytes(UTF_8);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, PARTITION, offset, key, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return record;
  }
}
