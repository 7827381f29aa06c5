package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Output;
import io.framecast.predictor.streams.PartitionProcessor;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      return false;
    }
    try {
      processTransaction(records);
    } catch (TransactionFailedException e) {
      batchSize.reset(); // it may have been too much for one transaction
      throw e;
    }
    completeRestore(restorer);
    return true;
  }

  /** Commits these records' output and the offsets after them. */
  private void processTransaction(List<ConsumerRecord<byte[], byte[]>> records)
      throws TransactionFailedException {
    long start = System.nanoTime();
    BatchResult result;
    try {
      result = batch.process(records, assignment::streamsOf);
    } catch (UncheckedIOException e) {
      throw new TransactionFailedException(e); // a local file failed: the log has the lost data
    }
    long processed = System.nanoTime();
    Map<TopicPartition, Long> next = next(result);
    if (!next.isEmpty()) {
      commit(result.out(), next, epochs(records));
    }
    long committed = System.nanoTime();
    batchSize.record(records.size(), committed - start);
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

  /** Commits the end of a replay: from then on, records of these partitions are published. */
  private void completeRestore(StateRestorer restorer) throws TransactionFailedException {
    Map<TopicPartition, Optional<Integer>> replayed = restorer.findReplayed();
    if (replayed.isEmpty()) {
      return;
    }
    List<Output> outputs = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (TopicPartition partition : replayed.keySet()) {
        PartitionProcessor owner = assignment.streamsOf(partition);
        outputs.addAll(batch.finishRestore(owner));
        next.put(partition, owner.firstPublishedOffset());
      }
    } catch (UncheckedIOException e) {
      throw new TransactionFailedException(e);
    }
    commit(outputs.stream().map(Output::record).toList(), next, replayed);
    listener.onRestore(outputs);
    restorer.complete(replayed.keySet());
    batchSize.reset(); // a replay skips records, so its times say nothing about a step
  }

  /**
   * Commits these records and offsets.
   *
   * @param epochs of the leaders that wrote the records before the offsets; they show later whether
   *     the log lost these records and got others
   */
  private void commit(
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, Long> next,
      Map<TopicPartition, Optional<Integer>> epochs)
      throws TransactionFailedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          String metadata = assignment.streamsOf(partition).metadata(offset).toString();
          Optional<Integer> epoch = epochs.getOrDefault(partition, Optional.empty());
          offsets.put(partition, new OffsetAndMetadata(offset, epoch, metadata));
        });
    try {
      output.commit(records, offsets, buffer.group());
    } catch (KafkaException e) {
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
