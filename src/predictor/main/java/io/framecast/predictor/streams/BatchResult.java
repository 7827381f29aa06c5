package io.framecast.predictor.streams;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Holds the result of a batch.
 *
 * @param records those that were not processed before
 * @param results one for each of these records
 * @param due outputs of streams that are overdue for a checkpoint or expired
 */
public record BatchResult(
    List<ConsumerRecord<byte[], byte[]>> records, List<RecordResult> results, List<Output> due) {

  /** Returns all records to write, in order. */
  public List<ProducerRecord<byte[], byte[]>> out() {
    return Stream.concat(
            results.stream().flatMap(result -> result.outputs().stream()), due.stream())
        .map(Output::record)
        .toList();
  }
}
