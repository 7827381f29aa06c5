package io.framecast.predictor.group;

import io.framecast.predictor.streams.BatchResult;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the operator is told of batches, once they are committed.
 *
 * @param meters in figures
 * @param spans to whoever follows a trace
 * @param journal in the log
 */
record CommitListener(Meters meters, PredictionSpans spans, EventLogger journal) {

  /**
   * A batch is committed.
   *
   * @param replayed records of it that were answered before
   * @param begun, answered, committed readings of {@link System#nanoTime}
   */
  void committed(BatchResult turn, int replayed, long begun, long answered, long committed) {
    meters.committed(turn, replayed, answered - begun, committed - answered);
    Instant now = Instant.now();
    spans.committed(turn, now.minusNanos(committed - begun), now);
    turn.answers().forEach(a -> journal.committed(a.records(), a.model(), committed));
    journal.committed(turn.due(), null, committed);
  }

  /** Streams are back, which led to these. */
  void settled(List<ProducerRecord<byte[], byte[]>> records) {
    journal.committed(records, null, System.nanoTime());
  }
}
