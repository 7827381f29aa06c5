package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.CheckpointAssembler;
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
 * Simulates one partition without a broker: a complete log, and the committed position. An owner
 * may stop at any time and lose its uncommitted output. The next owner starts as a predictor does.
 */
final class TestPartition implements AutoCloseable {
  private final List<ConsumerRecord<byte[], byte[]>> log;
  private final Workers workers;
  private final List<ConsumerRecord<byte[], byte[]>> checkpoints = new ArrayList<>();
  private final List<RecordResult> results = new ArrayList<>();
  private final List<Output> restoreOutput = new ArrayList<>();
  private final List<Output> due = new ArrayList<>();
  private StreamFactory factory;
  private PartitionProcessor streams;
  private long first; // the first offset in the log
  private long committed;
  private String position = "";
  private long read; // by the owner

  TestPartition(List<ConsumerRecord<byte[], byte[]>> log, StreamFactory factory, Workers workers) {
    this.log = log;
    this.workers = workers;
    assign(factory);
  }

  boolean isAtEnd() {
    return committed == log.size();
  }

  /** Returns whether the owner reads records that were already processed. */
  boolean isReplaying() {
    return read < committed;
  }

  long committed() {
    return committed;
  }

  PartitionProcessor streams() {
    return streams;
  }

  /** Returns all committed results, in order. */
  List<RecordResult> results() {
    return results;
  }

  /** Returns what was written at the end of restores. */
  WrittenRecords restoreOutput() {
    return new WrittenRecords(List.of(RecordResult.ended("", restoreOutput)));
  }

  /** Returns the events of removed streams. */
  List<Event> evictions() {
    return new WrittenRecords(List.of(RecordResult.ended("", due))).events();
  }

  /** Returns the records of the checkpoints topic. */
  List<ConsumerRecord<byte[], byte[]>> checkpoints() {
    return checkpoints;
  }

  /** Returns every checkpoint of each stream, assembled; null where the stream ended. */
  Map<String, List<@Nullable ByteBuffer>> checkpointsByStream() {
    Map<String, List<@Nullable ByteBuffer>> all = new TreeMap<>();
    CheckpointAssembler reader = new CheckpointAssembler();
    for (ConsumerRecord<byte[], byte[]> record : checkpoints) {
      CheckpointAssembler.Read whole = reader.read(record);
      if (whole != null) {
        byte[] bytes = whole.bytes();
        all.computeIfAbsent(whole.stream(), s -> new ArrayList<>())
            .add(bytes == null ? null : ByteBuffer.wrap(bytes));
      }
    }
    return all;
  }

  /** Removes the input before this offset. */
  void deleteBefore(long offset) {
    first = offset;
  }

  /** Continues from another partition's committed position. */
  void continueFrom(TestPartition other) {
    checkpoints.addAll(other.checkpoints);
    committed = other.committed;
    position = other.position;
    restoreOutput.clear();
    assign(factory);
  }

  /** Starts the same owner again, as after a failed commit. */
  void assign() {
    assign(factory);
  }

  /** Starts another owner. */
  void assign(StreamFactory now) {
    if (streams != null) {
      streams.close();
    }
    factory = now;
    streams = new PartitionProcessor(0, factory);
    long next = Math.max(committed, first);
    streams.begin(next);
    CheckpointAssembler reader = new CheckpointAssembler();
    for (ConsumerRecord<byte[], byte[]> record : checkpoints) {
      CheckpointAssembler.Read whole = reader.read(record);
      if (whole != null) {
        streams.restore(whole);
      }
    }
    reader.incomplete().forEach(streams::skipIncomplete);
    read = streams.prepareReplay(CommitMetadata.parse(position), first);
    committed = next;
    if (read == committed) {
      completeRestores();
    }
  }

  /** Reads at most this many records, and commits them unless the owner stops first. */
  void read(int count, boolean commit) {
    boolean replaying = read < committed;
    long end = Math.min(read + count, replaying ? committed : log.size());
    BatchResult turn =
        new BatchProcessor(factory, workers)
            .process(log.subList((int) read, (int) end), p -> streams);
    read = end;
    if (commit && !replaying) {
      results.addAll(turn.results());
      due.addAll(turn.due());
      commit(turn.out(), end);
    } else if (replaying && read == committed) {
      completeRestores();
    }
  }

  /** Reads and commits a few records at a time, up to this offset. */
  void readTo(long end) {
    while (committed < end) {
      read(7, true);
    }
  }

  private void completeRestores() {
    List<Output> out = streams.finishRestore(workers);
    restoreOutput.addAll(out);
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
