package io.framecast.predictor.group;

import io.framecast.convlstm.NoRoomException;
import io.framecast.predictor.streams.Batch;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Turn;
import io.framecast.predictor.streams.Workers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Polled records to committed answers, in transactions of a good length: what some records led to
 * and how far they read are committed together. Records from before what is committed are replayed
 * in silence.
 */
final class Answering {
  /** A rebalance waits for the next poll of every member: what is left then is polled again. */
  private static final long MOST_NANOS_BETWEEN_POLLS = Duration.ofSeconds(2).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Transactions transactions;
  private final Assignment assignment;
  private final Batch batch;
  private final Workers workers;
  private final Account account;
  private final CountDownLatch stop;
  private final Pace pace;

  Answering(
      Consumer<byte[], byte[]> consumer,
      Transactions transactions,
      Assignment assignment,
      Batch batch,
      Workers workers,
      Account account,
      Pace pace,
      CountDownLatch stop) {
    this.consumer = consumer;
    this.transactions = transactions;
    this.assignment = assignment;
    this.batch = batch;
    this.workers = workers;
    this.account = account;
    this.pace = pace;
    this.stop = stop;
  }

  /**
   * Answers these records, or some of them, and has the rest polled again; returns whether it was
   * all of them.
   *
   * @param recovery is told what it has brought back
   */
  boolean answer(ConsumerRecords<byte[], byte[]> polled, Recovery recovery) throws NotCommitted {
    List<ConsumerRecord<byte[], byte[]>> silent = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> aloud = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : Interleaved.of(polled)) {
      boolean before = record.offset() < assignment.owner(partition(record)).served();
      (before ? silent : aloud).add(record);
    }
    long until = System.nanoTime() + MOST_NANOS_BETWEEN_POLLS;
    if (!answer(silent, Map.of(), until)) {
      pollAgain(aloud);
      return false;
    }
    settle(recovery);
    return answer(aloud, polled.nextOffsets(), until);
  }

  private boolean answer(
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> ends,
      long until)
      throws NotCommitted {
    for (int done = 0; done < records.size(); ) {
      if (stop.getCount() == 0 || System.nanoTime() - until > 0) {
        pollAgain(records.subList(done, records.size()));
        return false;
      }
      int end = Math.min(records.size(), done + pace.records());
      boolean last = end == records.size();
      transact(records.subList(done, end), last ? ends : Map.of());
      done = end;
    }
    return true;
  }

  /** One transaction: these records, what they lead to, and where to go on. */
  private void transact(
      List<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> ends)
      throws NotCommitted {
    long begin = System.nanoTime();
    Turn turn;
    try {
      turn = batch.answer(records, assignment::owner);
    } catch (NoRoomException | UncheckedIOException e) {
      throw new NotCommitted(e); // a local want, of memory or of a file: what is lost is in the log
    }
    long answered = System.nanoTime();
    Map<TopicPartition, Long> next = new HashMap<>();
    turn.records().forEach(record -> next.put(partition(record), record.offset() + 1));
    if (!next.isEmpty()) {
      ends.forEach((p, end) -> next.computeIfPresent(p, (same, offset) -> end.offset()));
      commit(turn.out(), next);
    }
    long committed = System.nanoTime();
    pace.took(records.size(), committed - begin);
    account.committed(turn, records.size() - turn.records().size(), begin, answered, committed);
  }

  /** Partitions whose replay is over are ours to answer once that is committed. */
  private void settle(Recovery recovery) throws NotCommitted {
    Set<TopicPartition> replayed = recovery.replayed();
    if (replayed.isEmpty()) {
      return;
    }
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    try {
      for (TopicPartition partition : replayed) {
        PartitionStreams owner = assignment.owner(partition);
        out.addAll(owner.settle(workers));
        next.put(partition, owner.served());
      }
    } catch (NoRoomException | UncheckedIOException e) {
      throw new NotCommitted(e);
    }
    commit(out, next);
    account.settled(out);
    recovery.settled(replayed);
  }

  private void commit(List<ProducerRecord<byte[], byte[]>> out, Map<TopicPartition, Long> next)
      throws NotCommitted {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          String position = assignment.owner(partition).position(offset).toString();
          offsets.put(partition, new OffsetAndMetadata(offset, position));
        });
    try {
      transactions.commit(out, offsets, consumer.groupMetadata());
    } catch (KafkaException e) {
      throw new NotCommitted(e);
    }
  }

  private void pollAgain(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<TopicPartition, Long> first = new HashMap<>();
    records.forEach(record -> first.putIfAbsent(partition(record), record.offset()));
    first.forEach(consumer::seek);
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
