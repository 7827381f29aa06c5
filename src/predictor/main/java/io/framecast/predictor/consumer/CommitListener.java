package io.framecast.predictor.consumer;

import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Output;
import io.framecast.topics.RecordPosition;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reports committed batches to the operator.
 *
 * @param meters counts records
 * @param spans exports traces
 * @param logger logs events and dead letters
 */
record CommitListener(PredictorMeters meters, PredictionSpans spans, EventLogger logger) {

  /**
   * Reports a committed batch.
   *
   * @param replayed the number of its records that were processed before
   * @param start when the batch started, a reading of {@link System#nanoTime} like the others
   * @param processed when its records were processed
   * @param committed when it was committed
   */
  void onCommit(BatchResult batch, int replayed, long start, long processed, long committed) {
    meters.recordBatch(batch, replayed, processed - start, committed - processed);
    Instant now = Instant.now();
    spans.export(batch, now.minusNanos(committed - start), now);
    batch.results().forEach(r -> logger.log(r.outputs(), r.model(), committed));
    for (int i = 0; i < batch.records().size(); i++) {
      List<IgnoredHeader> ignored = batch.results().get(i).ignoredHeaders();
      if (!ignored.isEmpty()) {
        ConsumerRecord<byte[], byte[]> record = batch.records().get(i);
        logger.logIgnored(RecordPosition.of(record), record.key(), ignored);
      }
    }
    logger.log(batch.due(), null, committed);
  }

  /** Reports committed outputs that belong to no record. */
  void onCommit(List<Output> outputs) {
    logger.log(outputs, null, System.nanoTime());
  }
}
