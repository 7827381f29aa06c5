package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.StreamId;
import io.framecast.topics.UnfetchableRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Processes batches of records: streams in parallel, each stream's records in order. */
public final class BatchProcessor {
  private final StateCache cache;
  private final WeightsPool weights;
  private final OutputRecords output;
  private final Workers workers;

  public BatchProcessor(StreamFactory streams, Workers workers) {
    this.cache = streams.cache();
    this.weights = streams.weights();
    this.output = streams.output();
    this.workers = workers;
  }

  /**
   * Processes the records; the results are in the records' order.
   *
   * @param processorOf returns the processor of an assigned partition
   * @param checkpointBytes limits the checkpoints of streams without a record in the batch
   */
  public BatchResult process(
      List<ConsumerRecord<byte[], byte[]>> records,
      Function<TopicPartition, PartitionProcessor> processorOf,
      long checkpointBytes) {
    RecordResult[] results = new RecordResult[records.size()];
    boolean[] isNew = new boolean[records.size()];
    Map<StreamProcessor, StreamBatch> shares = new HashMap<>();
    Map<TopicPartition, PartitionProcessor> partitions = new HashMap<>();
    Map<TopicPartition, Long> last = new HashMap<>();
    for (int i = 0; i < results.length; i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      TopicPartition from = new TopicPartition(record.topic(), record.partition());
      PartitionProcessor partition = partitions.computeIfAbsent(from, processorOf);
      last.put(from, record.offset());
      partition.advanceTime(record.timestamp());
      ProcessingMode mode = partition.nextMode(record.offset());
      isNew[i] = !mode.isReplay();
      try {
        StreamProcessor stream = partition.stream(id(record), mode);
        if (stream != null) {
          shares.computeIfAbsent(stream, s -> new StreamBatch(s, partition)).add(i, record, mode);
        }
      } catch (RefusedFrameException e) {
        Output letter = output.deadLetter(record, null, e);
        results[i] = RecordResult.rejected(null, null, List.of(letter)).withIgnoredHeaders(record);
      }
    }
    run(shares, results);
    List<Output> due = new ArrayList<>();
    partitions.forEach(
        (from, partition) -> {
          long offset = last.getOrDefault(from, -1L);
          long bytes = checkpointBytes / partitions.size();
          due.addAll(partition.checkpointOverdue(offset, bytes, workers::free));
          due.addAll(partition.removeExpired(offset));
        });
    return result(records, results, isNew, due);
  }

  /**
   * Ends the replay of streams of a partition.
   *
   * @param checkpointBytes limits their checkpoints; at least one stream is taken
   */
  public RestoredStreams finishRestore(PartitionProcessor partition, long checkpointBytes) {
    return partition.finishRestore(workers, checkpointBytes);
  }

  private void run(Map<StreamProcessor, StreamBatch> shares, RecordResult[] results) {
    long spilled = shares.keySet().stream().mapToLong(StreamProcessor::spilledBytes).sum();
    cache.reserve(shares.keySet(), spilled);
    List<StreamBatch> longestFirst = new ArrayList<>(shares.values());
    longestFirst.sort(Comparator.comparingInt(StreamBatch::size).reversed());
    new StreamJobs(workers, cache).run(longestFirst);
    longestFirst.forEach(share -> share.finish(results));
    cache.evictToLimit();
    workers.keepOnly(weights::isUsed);
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    if (record instanceof UnfetchableRecord unfetchable) {
      throw new RefusedFrameException(unfetchable.reason());
    }
    return StreamId.of(record.key());
  }

  /** Returns the result without the records that were processed before. */
  private static BatchResult result(
      List<ConsumerRecord<byte[], byte[]>> records,
      RecordResult[] results,
      boolean[] isNew,
      List<Output> due) {
    List<ConsumerRecord<byte[], byte[]>> newRecords = new ArrayList<>();
    List<RecordResult> newResults = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      if (isNew[i]) {
        newRecords.add(records.get(i));
        newResults.add(results[i]);
      }
    }
    return new BatchResult(newRecords, newResults, due);
  }
}
