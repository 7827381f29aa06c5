package io.framecast.predictor.streams;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one record led to.
 *
 * @param model the version that its stream is served with after it; null for a record of no stream
 * @param filled steps on the stream's own predictions before it
 * @param event what it was for its stream beside that, as the events topic names it; mostly null
 * @param records to be written, in this order
 */
public record RecordResult(
    Outcome outcome,
    @Nullable String model,
    int filled,
    @Nullable String event,
    List<ProducerRecord<byte[], byte[]>> records) {

  static RecordResult refused(ProducerRecord<byte[], byte[]> letter) {
    return new RecordResult(Outcome.REFUSED, null, 0, null, List.of(letter));
  }
}
