package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written.
 *
 * @param notice what an operator is told of it; null for nothing
 */
public record Output(ProducerRecord<byte[], byte[]> record, @Nullable Notice notice) {

  /** Returns an output of which an operator is told nothing. */
  static Output silent(ProducerRecord<byte[], byte[]> record) {
    return new Output(record, null);
  }

  static List<Output> silent(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream().map(Output::silent).toList();
  }

  /** Returns both, in this order. */
  static List<Output> concat(List<Output> first, List<Output> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    List<Output> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
