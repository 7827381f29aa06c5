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
  private long checkpointBytes = Long.MAX_VALUE;
  private int slices = Integer.MAX_VALUE;

  TestPartition(List<ConsumerRecord<byte[], byte[]>> log, StreamFactory factory, Workers workers) {
    this.log = log;
    this.workers = workers;
    assign(factory);
  }

  /**
   * Limits the checkpoints of one transaction.
   *
   * @param slices transactions at the end of a restore, after which the owner stops
   */
  void limit(long bytes, int slices) {
    checkpointBytes = bytes;
    this.slices = slices;
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
    continueFrom(other, factory);
  }

  /** Continues from another partition's committed position, with another owner. */
  void continueFrom(TestPartition other, StreamFactory now) {
    checkpoints.addAll(other.checkpoints);
    committed = other.committed;
    position = other.position;
    first = other.first;
    restoreOutput.clear();
    assign(now);
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
    committed = next;
    read = restoreInto(streams);
    if (read == committed) {
      completeRestores();
    }
  }

  /** Restores the committed checkpoints; returns the offset to replay from. */
  long restoreInto(PartitionProcessor restored) {
    restored.begin(committed);
    CheckpointAssembler reader = new CheckpointAssembler();
    for (ConsumerRecord<byte[], byte[]> record : checkpoints) {
      CheckpointAssembler.Read whole = reader.read(record);
      if (whole != null) {
        restored.restore(whole);
      }
    }
    reader.incomplete().forEach(restored::skipIncomplete);
    return restored.prepareReplay(CommitMetadata.parse(position), first);
  }

  /** Reads at most this many records, and commits them unless the owner stops first. */
  void read(int count, boolean commit) {
    boolean replaying = read < committed;
    long end = Math.min(read + count, replaying ? committed : log.size());
    BatchResult turn =
        new BatchProcessor(factory, workers)
            .process(log.subList((int) read, (int) end), p -> streams, checkpointBytes);
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
    boolean isLast = false;
    for (int slice = 0; slice < slices && !isLast; slice++) {
      RestoredStreams restored = streams.finishRestore(workers, checkpointBytes);
      restoreOutput.addAll(restored.outputs());
      commit(restored.outputs().stream().map(Output::record).toList(), committed);
      isLast = restored.isLast();
    }
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
