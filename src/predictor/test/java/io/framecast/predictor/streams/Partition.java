package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.CheckpointReader;
import io.framecast.topics.Event;
import io.framecast.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * One partition without a broker: a log that is there from the beginning, and what is committed. An
 * owner may go at any moment, with what it had not committed; the next one begins as a predictor
 * does.
 */
final class Partition implements AutoCloseable {
  private final List<ConsumerRecord<byte[], byte[]>> log;
  private final Workers workers;
  private final List<ConsumerRecord<byte[], byte[]>> checkpoints = new ArrayList<>();
  private final List<RecordResult> answers = new ArrayList<>();
  private final List<Output> settled = new ArrayList<>();
  private final List<Output> due = new ArrayList<>();
  private StreamFactory serving;
  private PartitionProcessor streams;
  private long first; // that the log still holds
  private long committed;
  private String position = "";
  private long read; // by the owner

  Partition(List<ConsumerRecord<byte[], byte[]>> log, StreamFactory serving, Workers workers) {
    this.log = log;
    this.workers = workers;
    assign(serving);
  }

  boolean atTheEnd() {
    return committed == log.size();
  }

  /** Whether the owner reads what was answered before. */
  boolean isReplaying() {
    return read < committed;
  }

  long committed() {
    return committed;
  }

  PartitionProcessor streams() {
    return streams;
  }

  /** All answers that were committed, in order. */
  List<RecordResult> answers() {
    return answers;
  }

  /** What was written beside answers, when partitions were restored. */
  Written settled() {
    return new Written(List.of(RecordResult.ended("", settled)));
  }

  /** Events of streams that were forgotten. */
  List<Event> evictions() {
    return new Written(List.of(RecordResult.ended("", due))).events();
  }

  /** The checkpoints topic, as it was written. */
  List<ConsumerRecord<byte[], byte[]>> checkpoints() {
    return checkpoints;
  }

  /** Every checkpoint of each stream, put together; null where it ended. */
  Map<String, List<@Nullable ByteBuffer>> checkpointsByStream() {
    Map<String, List<@Nullable ByteBuffer>> all = new TreeMap<>();
    CheckpointReader reader = new CheckpointReader();
    for (ConsumerRecord<byte[], byte[]> record : checkpoints) {
      CheckpointReader.Read whole = reader.read(record);
      if (whole != null) {
        byte[] bytes = whole.bytes();
        all.computeIfAbsent(whole.stream(), s -> new ArrayList<>())
            .add(bytes == null ? null : ByteBuffer.wrap(bytes));
      }
    }
    return all;
  }

  /** The input before this offset is gone. */
  void forgetBefore(long offset) {
    first = offset;
  }

  /** Takes over what was committed by others. */
  void continueFrom(Partition other) {
    checkpoints.addAll(other.checkpoints);
    committed = other.committed;
    position = other.position;
    settled.clear();
    assign(serving);
  }

  /** The same owner after a failed commit. */
  void assign() {
    assign(serving);
  }

  /** Another owner. */
  void assign(StreamFactory now) {
    if (streams != null) {
      streams.close();
    }
    serving = now;
    streams = new PartitionProcessor(0, serving);
    long next = Math.max(committed, first);
    streams.begin(next);
    CheckpointReader reader = new CheckpointReader();
    for (ConsumerRecord<byte[], byte[]> record : checkpoints) {
      CheckpointReader.Read whole = reader.read(record);
      if (whole != null) {
        streams.restore(whole);
      }
    }
    reader.incomplete().forEach(streams::damaged);
    read = streams.replayFrom(CommitMetadata.parse(position), first);
    committed = next;
    if (read == committed) {
      settle();
    }
  }

  /** Reads so many records, if there are as many, and commits unless the owner goes before that. */
  void read(int count, boolean commit) {
    boolean replaying = read < committed;
    long end = Math.min(read + count, replaying ? committed : log.size());
    BatchResult turn =
        new BatchProcessor(serving, workers)
            .process(log.subList((int) read, (int) end), p -> streams);
    read = end;
    if (commit && !replaying) {
      answers.addAll(turn.results());
      due.addAll(turn.due());
      commit(turn.out(), end);
    } else if (replaying && read == committed) {
      settle();
    }
  }

  /** A few at a time, all of them committed, until so many are. */
  void readTo(long end) {
    while (committed < end) {
      read(7, true);
    }
  }

  private void settle() {
    List<Output> out = streams.finishRestore(workers);
    settled.addAll(out);
    commit(out.stream().map(Output::record).toList(), committed);
  }

  private void commit(List<ProducerRecord<byte[], byte[]>> out, long next) {
    for (ProducerRecord<byte[], byte[]> record : out) {
      if (record.topic().equals(Topics.DEFAULT.checkpoints())) {
        checkpoints.add(
            new ConsumerRecord<>(
                record.topic(),
                0,
                checkpoints.size(),
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
      }
    }
    committed = next;
    position = streams.metadata(next).toString();
  }

  @Override
  public void close() {
    streams.close();
  }
}
