package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a batch led to.
 *
 * @param records that were answered aloud
 * @param answers one each
 * @param due checkpoints of streams that the partition has left behind
 */
public record BatchResult(
    List<ConsumerRecord<byte[], byte[]>> records,
    List<RecordResult> answers,
    List<ProducerRecord<byte[], byte[]>> due) {

  /** All that is to be written. */
  public List<ProducerRecord<byte[], byte[]>> out() {
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
    answers.forEach(answer -> out.addAll(answer.records()));
    out.addAll(due);
    return out;
  }
}
