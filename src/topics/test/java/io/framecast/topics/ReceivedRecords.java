package io.framecast.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Creates records as a consumer returns them, without a broker. */
final class ReceivedRecords {
  private ReceivedRecords() {}

  /** Creates a record at {@code t-3@1841}; headers are name, value, name, value. */
  static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        "t", 3, 1841, 0, TimestampType.CREATE_TIME, 0, 0, key, value, all, Optional.empty());
  }

  static ConsumerRecord<byte[], byte[]> sent(ProducerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition() == null ? 0 : record.partition(),
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }
}
