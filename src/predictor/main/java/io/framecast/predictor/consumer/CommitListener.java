package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Output;
import java.time.Instant;
import java.util.List;

/**
 * What the operator is told of batches, once they are committed.
 *
 * @param meters in figures
 * @param spans to whoever follows a trace
 * @param logger in the log
 */
record CommitListener(Meters meters, PredictionSpans spans, EventLogger logger) {

  /**
   * A batch is committed.
   *
   * @param replayed records of it that were answered before
   * @param begun, answered, committed readings of {@link System#nanoTime}
   */
  void committed(BatchResult batch, int replayed, long begun, long answered, long committed) {
    meters.committed(batch, replayed, answered - begun, committed - answered);
    Instant now = Instant.now();
    spans.committed(batch, now.minusNanos(committed - begun), now);
    batch.results().forEach(r -> logger.committed(r.outputs(), r.model(), committed));
    logger.committed(batch.due(), null, committed);
  }

  /** Streams are back, which led to these. */
  void settled(List<Output> outputs) {
    logger.committed(outputs, null, System.nanoTime());
  }
}
