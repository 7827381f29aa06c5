package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds a record to write.
 *
 * @param notice what to log about it after the commit; null for nothing
 */
public record Output(ProducerRecord<byte[], byte[]> record, @Nullable Notice notice) {

  /** Returns the bytes of the record's value. */
  long bytes() {
    byte[] value = record.value();
    return value == null ? 0 : value.length;
  }

  /** Returns an output without a notice. */
  static Output of(ProducerRecord<byte[], byte[]> record) {
    return new Output(record, null);
  }

  static List<Output> of(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream().map(Output::of).toList();
  }

  /** Returns the outputs of both lists, in this order. */
  static List<Output> concat(List<Output> first, List<Output> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    List<Output> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
