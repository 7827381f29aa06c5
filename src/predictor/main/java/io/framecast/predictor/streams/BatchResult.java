package io.framecast.predictor.streams;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a batch led to.
 *
 * @param records that were not processed before
 * @param results one for each of these records
 * @param due checkpoints of streams that the partition has left behind
 */
public record BatchResult(
    List<ConsumerRecord<byte[], byte[]>> records, List<RecordResult> results, List<Output> due) {

  /** Returns all records to be written, in order. */
  public List<ProducerRecord<byte[], byte[]>> out() {
    return Stream.concat(
            results.stream().flatMap(result -> result.outputs().stream()), due.stream())
        .map(Output::record)
        .toList();
  }
}
