package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Output;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.RestoredStreams;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Processes waiting records in transactions of about 200 ms. The output of some records and the
 * offset after them are committed together. Records before the committed offset are replayed
 * without output.
 */
final class TransactionalProcessor {
  private final RecordBuffer buffer;
  private final TransactionalOutput output;
  private final Assignment assignment;
  private final BatchProcessor batch;
  private final CommitListener listener;
  private final AdaptiveBatchSize batchSize;

  /** Holds the epochs of the leaders that wrote each partition's last committed record. */
  private final Map<TopicPartition, Optional<Integer>> lastEpochs = new HashMap<>();

  TransactionalProcessor(
      RecordBuffer buffer,
      TransactionalOutput output,
      Assignment assignment,
      BatchProcessor batch,
      CommitListener listener,
      AdaptiveBatchSize batchSize) {
    this.buffer = buffer;
    this.output = output;
    this.assignment = assignment;
    this.batch = batch;
    this.listener = listener;
    this.batchSize = batchSize;
  }

  /**
   * Processes as many of the waiting records as one transaction should hold. A rebalance waits for
   * the next poll of every member, so at most one transaction runs between two polls.
   *
   * @param restorer knows the partitions that are being replayed, whose output is not published
   * @return whether there were any records
   */
  boolean process(StateRestorer restorer) throws TransactionFailedException {
    completeRestore(restorer);
    List<ConsumerRecord<byte[], byte[]>> records =
        buffer.take(
            batchSize.records(), record -> record.offset() < restorer.readyTo(partition(record)));
    if (records.isEmpty()) {
      if (!restorer.isRestoring()) {
        removeExpired();
      }
      return false;
    }
    processTransaction(records);
    completeRestore(restorer);
    return true;
  }

  /** Commits the removal of streams that expired while no record arrives. */
  private void removeExpired() throws TransactionFailedException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : assignment.partitions()) {
      if (assignment.streamsOf(partition).isSearchDue()) {
        positions.put(partition, buffer.position(partition));
      }
    }
    List<Output> outputs = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    positions.forEach(
        (partition, position) -> {
          List<Output> expired = assignment.streamsOf(partition).removeExpired(position);
          if (!expired.isEmpty()) {
            outputs.addAll(expired);
            next.put(partition, position);
          }
        });
    if (!next.isEmpty()) {
      commit(0, outputs.stream().map(Output::record).toList(), next, lastEpochs);
      listener.onCommit(outputs);
    }
  }

  /** Commits these records' output and the offsets after them. */
  private void processTransaction(List<ConsumerRecord<byte[], byte[]>> records)
      throws TransactionFailedException {
    long start = System.nanoTime();
    BatchResult result;
    try {
      result = batch.process(records, assignment::streamsOf, batchSize.checkpointBytes());
    } catch (UncheckedIOException e) {
      throw new TransactionFailedException(e); // a local file failed: the log has the lost data
    }
    long processed = System.nanoTime();
    Map<TopicPartition, Long> next = next(result);
    if (!next.isEmpty()) {
      commit(records.size(), result.out(), next, epochs(records));
    }
    long committed = System.nanoTime();
    batchSize.record(records.size(), processed - start, committed - processed);
    listener.onCommit(
        result, records.size() - result.records().size(), start, processed, committed);
  }

  /** Returns the epochs of the leaders that wrote each partition's last record of these. */
  private static Map<TopicPartition, Optional<Integer>> epochs(
      List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Optional<Integer>> epochs = new HashMap<>();
    records.forEach(record -> epochs.put(partition(record), record.leaderEpoch()));
    return epochs;
  }

  /** Returns the next offset of each partition; finding it may need the broker's answer. */
  private Map<TopicPartition, Long> next(BatchResult result) throws TransactionFailedException {
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : result.records()) {
        next.computeIfAbsent(partition(record), buffer::position);
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      throw new TransactionFailedException(e); // the states are ahead of the written records
    }
    return next;
  }

  /**
   * Commits restored streams of partitions that are replayed, as many as one transaction should
   * hold. Once all of a partition's streams are committed, its records are published.
   */
  private void completeRestore(StateRestorer restorer) throws TransactionFailedException {
    Map<TopicPartition, Optional<Integer>> replayed = restorer.findReplayed();
    if (replayed.isEmpty()) {
      return;
    }
    List<Output> outputs = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    Set<TopicPartition> complete = new HashSet<>();
    long bytes = batchSize.checkpointBytes() / replayed.size();
    try {
      for (TopicPartition partition : replayed.keySet()) {
        PartitionProcessor owner = assignment.streamsOf(partition);
        RestoredStreams restored = batch.finishRestore(owner, bytes);
        outputs.addAll(restored.outputs());
        next.put(partition, owner.firstPublishedOffset());
        if (restored.isLast()) {
          complete.add(partition);
        }
      }
    } catch (UncheckedIOException e) {
      throw new TransactionFailedException(e);
    }
    commit(0, outputs.stream().map(Output::record).toList(), next, replayed);
    listener.onCommit(outputs);
    restorer.complete(complete);
    batchSize.reset(); // a replay skips records, so its times say nothing about a step
  }

  /**
   * Commits these records and offsets.
   *
   * @param processed number of input records that the output records belong to
   * @param newest epochs of the leaders that wrote the records before the offsets; they show later
   *     whether the log lost these records and got others
   */
  private void commit(
      int processed,
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, Long> next,
      Map<TopicPartition, Optional<Integer>> newest)
      throws TransactionFailedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          String metadata = assignment.streamsOf(partition).metadata(offset).toString();
          Optional<Integer> epoch = newest.getOrDefault(partition, Optional.empty());
          offsets.put(partition, new OffsetAndMetadata(offset, epoch, metadata));
        });
    try {
      output.commit(records, offsets, buffer.group());
      lastEpochs.keySet().retainAll(assignment.partitions());
      lastEpochs.putAll(newest);
      batchSize.recordCommit();
    } catch (KafkaException e) {
      batchSize.recordFailure(processed);
      throw new TransactionFailedException(e);
    }
  }

  /** Makes a producer unless there is one; see {@link TransactionalOutput#init}. */
  void init() {
    output.init();
  }

  /** Drops the producer after a failed commit; see {@link TransactionalOutput#discard}. */
  void discard() {
    output.discard();
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
