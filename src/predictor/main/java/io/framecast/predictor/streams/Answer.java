package io.framecast.predictor.streams;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What one record led to.
 *
 * @param filled steps on the stream's own predictions before it
 * @param reset whether its stream lost what it knew
 * @param records to be written, in this order
 */
public record Answer(
    Outcome outcome, int filled, boolean reset, List<ProducerRecord<byte[], byte[]>> records) {

  static final Answer ENDED = new Answer(Outcome.ENDED, 0, false, List.of());
  static final Answer DUPLICATE = new Answer(Outcome.DUPLICATE, 0, false, List.of());

  static Answer refused(boolean reset, List<ProducerRecord<byte[], byte[]>> records) {
    return new Answer(Outcome.REFUSED, 0, reset, records);
  }
}
