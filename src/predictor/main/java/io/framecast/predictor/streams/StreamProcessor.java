package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.RecordPosition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one partition: takes its records in order and answers each.
 *
 * <pre>
 *                    first frame                       the next one, or a short gap filled in
 *   knows nothing ----------------> knows its frames ---------------------------------------> same
 *         ^                          |     |  ^    ^  |   reset: forgets, takes the frame as first
 *         +--------------------------+     |  |    +--+
 *          null value, no frame for long   |  | next frame
 *                                          v  |
 *                                   in the local store
 * </pre>
 *
 * A record is one transaction over all of this: it succeeds as a whole, or it is refused and the
 * stream is as before it, whatever has been thrown ({@link Failure}). What a stream is now is a
 * function of the log: of its checkpoint and the frames after that, however often they are read.
 * Whether a record fails for want of memory is no such function, so the stream is written down as
 * it is after that record, and no later owner reads it again. One thread at a time; {@link #view}
 * from any.
 */
final class StreamProcessor implements Spillable, AutoCloseable {
  private final String id;
  private final StreamContext own;
  private final StateHolder holder;
  private final StreamCounters counters;
  private final CheckpointSchedule schedule;
  private final FrameProcessor frames;
  private final OutputRecords output;
  private final StreamRestorer restorer;

  StreamProcessor(StreamContext own, FrameProcessor frames, OutputRecords output) {
    this.id = own.key().id();
    this.own = own;
    this.holder = own.holder();
    this.counters = own.counters();
    this.schedule = own.schedule();
    this.frames = frames;
    this.output = output;
    this.restorer = new StreamRestorer(own);
  }

  String id() {
    return id;
  }

  /** Its latest frame and what came of it; null where it knows nothing. */
  @Nullable StreamView view() {
    return own.view();
  }

  /** Returns the bytes that must come back into memory before a frame. */
  long spilledBytes() {
    return holder.spilledBytes();
  }

  /** Drops what an earlier checkpoint said. */
  void dropState() {
    holder.close();
  }

  CheckpointSchedule schedule() {
    return schedule;
  }

  /** Whether nothing is known of it, nor written down. */
  boolean isEmpty() {
    return own.isEmpty();
  }

  /** Offset of the last record that its checkpoint holds, once that has been read. */
  long offset() {
    return counters.offset();
  }

  /** Returns what its checkpoint says of the last frame that is answered. */
  SavedStream saved() {
    boolean isLost = holder.isEmpty() && schedule.unsaved() < 0; // its offset says nothing
    long answered =
        isLost ? -1 : Math.max(counters.offset(), schedule.unsaved()); // a birth's frame is
    return new SavedStream(id, answered, counters.timestamp(), counters.sequence());
  }

  /**
   * Processes a record, whatever it is; one that fails becomes a dead letter.
   *
   * @param isLast whether it is the last attempt, at which no shortage is reported
   */
  RecordResult process(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext worker,
      ProcessingMode mode,
      boolean isLast)
      throws MemoryShortageException {
    if (record.offset() <= counters.offset()) {
      // its checkpoint holds it; the record is read again for others
      return RecordResult.duplicate(own.model());
    }
    CheckpointSchedule.Marks marks = schedule.marks();
    boolean isDue = mode != ProcessingMode.REPLAY && schedule.isOverdue(record.offset());
    List<Output> due = isDue ? own.checkpoint(isLast) : List.of(); // as it is before this record
    boolean isLost = isDue && holder.isEmpty(); // and its event is in what is written
    try {
      if (record.value() != null) {
        holder.load();
      }
      return transact(record, worker, mode).between(due, List.of());
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && !isLost && Failure.wantsMemory(e)) {
        schedule.rollback(marks); // what is written is not sent
        throw new MemoryShortageException(e);
      }
      return fail(record, mode, e).between(due, List.of());
    }
  }

  /** The record succeeds, or is rejected, or what it throws is thrown; then nothing is changed. */
  private RecordResult transact(
      ConsumerRecord<byte[], byte[]> record, WorkerContext worker, ProcessingMode mode) {
    StreamContext.Before before = own.begin();
    Throwable rejected;
    boolean isDone = false;
    try {
      RecordResult result;
      if (record.value() == null) {
        result = end(record.offset());
      } else {
        restorer.prime(worker);
        result = finish(frames.process(record, worker, mode), mode);
      }
      isDone = true;
      return result;
    } catch (RefusedFrameException | PoisonedFrameException | UnservableFrameException e) {
      rejected = e;
    } finally {
      if (isDone) {
        own.commit();
      } else {
        own.rollback(before, worker);
      }
    }
    return rejected instanceof UnservableFrameException
        ? fail(record, mode, new RefusedFrameException(Failure.describe(rejected)))
        : reject(record, rejected);
  }

  private RecordResult end(long offset) {
    String model = own.model();
    List<Output> removed = schedule.tombstone();
    own.end(offset);
    return RecordResult.ended(model, removed);
  }

  /** Takes note of an accepted frame, and adds the checkpoint that is due with it. */
  private RecordResult finish(RecordResult result, ProcessingMode mode) {
    RecordResult.Accepted accepted = result.accepted();
    if (accepted == null) {
      return result;
    }
    schedule.markDirty(counters.offset());
    own.touch();
    List<Output> written =
        mode == ProcessingMode.REPLAY ? List.of() : checkpointIfDue(accepted.swapped());
    own.refreshView(accepted.score());
    return result.between(List.of(), written);
  }

  /** Rejects a record: a dead letter, and an event unless it was no frame within the limits. */
  private RecordResult reject(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    String model = own.model();
    Output letter = output.deadLetter(record, id, why);
    if (why instanceof RefusedFrameException) {
      return RecordResult.rejected(model, null, List.of(letter));
    }
    EventDetail detail = new EventDetail.Quarantined(Failure.describe(why));
    Output event = output.event(own.key(), RecordPosition.of(record), detail);
    return RecordResult.rejected(model, EventType.QUARANTINED, List.of(letter, event));
  }

  /**
   * The record is rejected though the log alone does not say so: others must not take it. Where it
   * was processed before, it may have been accepted then, and what the stream was is lost.
   */
  private RecordResult fail(
      ConsumerRecord<byte[], byte[]> record, ProcessingMode mode, Throwable why) {
    if (mode == ProcessingMode.REPLAY) {
      String model = own.model();
      if (!own.isEmpty()) {
        own.lose(
            record.offset() + 1,
            "expected record %d to be answered as it was before, found: %s"
                .formatted(record.offset(), Failure.describe(why)));
      }
      return RecordResult.rejected(model, null, List.of());
    }
    RecordResult result = reject(record, why);
    own.exclude(record.offset());
    return result;
  }

  /**
   * Writes a checkpoint after the first frame, every so many frames, and with other weights than
   * the frame before. So a replay uses the same weights.
   */
  private List<Output> checkpointIfDue(boolean isSwapped) {
    if (isSwapped || schedule.isDue(counters.frames())) {
      return own.checkpoint();
    }
    return schedule.isEmpty() ? schedule.writeInitial(counters.offset(), own.model()) : List.of();
  }

  /** Restores this stream when its partition is assigned. */
  StreamRestorer restorer() {
    return restorer;
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    own.lose(next, reason);
  }

  /**
   * Returns a checkpoint of it as it is; where that fails the stream is lost, with an event.
   *
   * @param free frees memory, where that is wanted
   */
  List<Output> checkpoint(Runnable free) {
    try {
      return own.checkpoint(false);
    } catch (MemoryShortageException e) {
      free.run();
      return own.checkpointOrLose();
    }
  }

  /** Whether no frame can be expected any more, as {@link StreamContext#isExpired} says. */
  boolean isExpired(long time) {
    return own.isExpired(time);
  }

  /** Forgets the stream: its next frame begins a new one. */
  List<Output> evict() {
    return own.evict();
  }

  /** Returns a checkpoint that is owed, and leaves memory where all streams take too much. */
  List<Output> finishBatch(boolean isLast) throws MemoryShortageException {
    List<Output> owed = own.isOwed() ? own.checkpoint(isLast) : List.of();
    holder.updateSize();
    own.spillIfOverLimit();
    return owed;
  }

  @Override
  public boolean spill() {
    return own.spill();
  }

  @Override
  public void close() {
    own.close();
  }
}
