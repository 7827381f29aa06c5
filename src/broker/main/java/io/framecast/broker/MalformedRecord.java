package io.framecast.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A malformed record that any client may write, for tests of readers.
 *
 * @param name what is malformed
 * @param headers the headers by name; a value may be null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MalformedRecord(
    String name,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, byte @Nullable []> headers) {

  /** Returns this record with one more header. */
  MalformedRecord with(String header, byte @Nullable [] text) {
    Map<String, byte @Nullable []> more = new LinkedHashMap<>(headers);
    more.put(header, text);
    return new MalformedRecord(name, key, value, more);
  }

  /** Creates the producer's record for this partition. */
  public ProducerRecord<byte[], byte[]> toProducerRecord(String topic, int partition) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key, value);
    headers.forEach(record.headers()::add);
    return record;
  }

  /** Creates the record as a consumer returns it. */
  public ConsumerRecord<byte[], byte[]> toConsumerRecord(String topic, int partition, long offset) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(topic, partition, offset, key, value);
    headers.forEach(record.headers()::add);
    return record;
  }

  @Override
  public String toString() {
    return name;
  }
}
