package io.framecast.predictor.group;

import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.BatchResult;
import io.framecast.predictor.streams.Output;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.Workers;
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
 * Processes waiting records in transactions of a good length: what some records led to and how far
 * they were read are committed together. Records from before what is committed are replayed in
 * silence.
 */
final class TransactionalProcessor {
  private final RecordBuffer buffer;
  private final Transactions transactions;
  private final Assignment assignment;
  private final BatchProcessor batch;
  private final Workers workers;
  private final CommitListener account;
  private final Pace pace;

  TransactionalProcessor(
      RecordBuffer buffer,
      Transactions transactions,
      Assignment assignment,
      BatchProcessor batch,
      Workers workers,
      CommitListener account,
      Pace pace) {
    this.buffer = buffer;
    this.transactions = transactions;
    this.assignment = assignment;
    this.batch = batch;
    this.workers = workers;
    this.account = account;
    this.pace = pace;
  }

  /**
   * Processes as many of the waiting records as one transaction should hold, and returns whether
   * there were any. A rebalance waits for the next poll of every member, so the next poll is never
   * further away than that.
   *
   * @param recovery of a partition that it replays no record is published before the replay is over
   */
  boolean process(StateRestorer recovery) throws NotCommitted {
    completeRestore(recovery);
    List<ConsumerRecord<byte[], byte[]>> records =
        buffer.take(
            pace.records(), record -> record.offset() < recovery.readyTo(partition(record)));
    if (records.isEmpty()) {
      return false;
    }
    try {
      processTransaction(records);
    } catch (NotCommitted e) {
      pace.beginAgain(); // it may have been too much for one transaction
      throw e;
    }
    completeRestore(recovery);
    return true;
  }

  /** One transaction: these records, what they lead to, and where to go on. */
  private void processTransaction(List<ConsumerRecord<byte[], byte[]>> records)
      throws NotCommitted {
    long begin = System.nanoTime();
    BatchResult turn;
    try {
      turn = batch.process(records, assignment::owner);
    } catch (UncheckedIOException e) {
      throw new NotCommitted(e); // a local want, of a file: what is lost is in the log
    }
    long answered = System.nanoTime();
    Map<TopicPartition, Long> next = next(turn);
    if (!next.isEmpty()) {
      commit(turn.out(), next, epochs(records));
    }
    long committed = System.nanoTime();
    pace.took(records.size(), committed - begin);
    account.committed(turn, records.size() - turn.records().size(), begin, answered, committed);
  }

  /** Returns the epochs of the leaders that wrote each partition's last record of these. */
  private static Map<TopicPartition, Optional<Integer>> epochs(
      List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Optional<Integer>> epochs = new HashMap<>();
    records.forEach(record -> epochs.put(partition(record), record.leaderEpoch()));
    return epochs;
  }

  /** How far the partitions of these records are; to find that out may take the broker's answer. */
  private Map<TopicPartition, Long> next(BatchResult turn) throws NotCommitted {
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : turn.records()) {
        next.computeIfAbsent(partition(record), buffer::position);
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      throw new NotCommitted(e); // streams have stepped, and what they answered is not written
    }
    return next;
  }

  /** Partitions whose replay is over are ours to answer once that is committed. */
  private void completeRestore(StateRestorer recovery) throws NotCommitted {
    Map<TopicPartition, Optional<Integer>> replayed = recovery.replayed();
    if (replayed.isEmpty()) {
      return;
    }
    List<Output> out = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (TopicPartition partition : replayed.keySet()) {
        PartitionProcessor owner = assignment.owner(partition);
        out.addAll(owner.finishRestore(workers));
        next.put(partition, owner.committedOffset());
      }
    } catch (UncheckedIOException e) {
      throw new NotCommitted(e);
    }
    commit(out.stream().map(Output::record).toList(), next, replayed);
    account.settled(out);
    recovery.settled(replayed.keySet());
    pace.beginAgain(); // what is passed over in a replay says nothing of a step
  }

  /**
   * Commits these records and offsets.
   *
   * @param epochs of the leaders that wrote the records before the offsets: they show whether a log
   *     lost these records and has others since
   */
  private void commit(
      List<ProducerRecord<byte[], byte[]>> out,
      Map<TopicPartition, Long> next,
      Map<TopicPartition, Optional<Integer>> epochs)
      throws NotCommitted {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          String position = assignment.owner(partition).metadata(offset).toString();
          Optional<Integer> epoch = epochs.getOrDefault(partition, Optional.empty());
          offsets.put(partition, new OffsetAndMetadata(offset, epoch, position));
        });
    try {
      transactions.commit(out, offsets, buffer.group());
    } catch (KafkaException e) {
      throw new NotCommitted(e);
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
