package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.SplitStream;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Processes the records of one stream of one partition, in order.
 *
 * <pre>
 *             first frame              next frame, or a short gap filled in
 *   empty -----------------> resident --------------------------------------> resident
 *     ^                       |  | ^  ^  |
 *     +-----------------------+  | |  +--+
 *      null value, no frame      | |  reset: the frame becomes the first one
 *      within the time to live   v |  next frame
 *                              spilled
 * </pre>
 *
 * A record is one transaction: it succeeds as a whole, or it is refused and the stream does not
 * change, whatever was thrown ({@link Failure}). A stream's data is a function of the log, that is
 * of its checkpoint and the frames after it, however often they are read. A memory shortage is no
 * function of the log, so a checkpoint after the refused record keeps later owners from reading it.
 * One thread at a time uses the stream; any thread may call {@link #view}.
 */
final class StreamProcessor implements Spillable, AutoCloseable {
  private final String id;
  private final StreamContext context;
  private final StateHolder holder;
  private final StreamCounters counters;
  private final CheckpointSchedule schedule;
  private final FrameProcessor frames;
  private final OutputRecords output;
  private final StreamRestorer restorer;

  StreamProcessor(StreamContext context, FrameProcessor frames, OutputRecords output) {
    this.id = context.key().id();
    this.context = context;
    this.holder = context.holder();
    this.counters = context.counters();
    this.schedule = context.schedule();
    this.frames = frames;
    this.output = output;
    this.restorer = new StreamRestorer(context);
  }

  String id() {
    return id;
  }

  /** Returns the view after its latest frame; null without a state. */
  @Nullable StreamView view() {
    return context.view();
  }

  /** Returns how many bytes of a spilled state the next frame must load. */
  long spilledBytes() {
    return holder.spilledBytes();
  }

  /** Drops the state of an earlier checkpoint. */
  void dropState() {
    holder.close();
  }

  /** Sets how many frames ahead the frames of a replay were predicted. */
  void setReplayHorizons(int horizons) {
    context.setReplayHorizons(horizons);
  }

  CheckpointSchedule schedule() {
    return schedule;
  }

  /** Returns whether the stream has no state, no checkpoint and no pending event. */
  boolean isEmpty() {
    return context.isEmpty();
  }

  /** Returns the offset of the last processed record; after a restore, that of its checkpoint. */
  long offset() {
    return counters.offset();
  }

  /** Returns the last processed frame of the stream's checkpoint. */
  SavedStream saved() {
    boolean isLost = holder.isEmpty() && schedule.unsaved() < 0; // its offset is of no frame
    long last = isLost ? -1 : Math.max(counters.offset(), schedule.unsaved());
    return new SavedStream(id, last, counters.timestamp(), counters.sequence());
  }

  /**
   * Processes any record; one that fails becomes a dead letter.
   *
   * @param isLast whether it is the last attempt, which reports no memory shortage
   */
  RecordResult process(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext worker,
      ProcessingMode mode,
      boolean isLast)
      throws MemoryShortageException {
    if (record.offset() <= counters.offset()) {
      // the checkpoint includes it; other streams need the replay
      return RecordResult.duplicate(context.model());
    }
    CheckpointSchedule.Marks marks = schedule.marks();
    boolean isDue = !mode.isReplay() && schedule.isOverdue(record.offset());
    List<Output> due = isDue ? context.checkpoint(isLast) : List.of(); // without this record
    boolean isLost = isDue && holder.isEmpty(); // the outputs include its event
    try {
      if (record.value() != null) {
        holder.load();
      }
      return transact(record, worker, mode).between(due, List.of());
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && !isLost && Failure.isMemoryShortage(e)) {
        schedule.rollback(marks); // the checkpoint is not sent
        throw new MemoryShortageException(e);
      }
      return fail(record, mode, e).between(due, List.of());
    }
  }

  /** Processes a record as one transaction. If it is rejected or throws, nothing has changed. */
  private RecordResult transact(
      ConsumerRecord<byte[], byte[]> record, WorkerContext worker, ProcessingMode mode) {
    StreamContext.StreamSnapshot before = context.begin();
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
    } catch (RefusedFrameException | NonFinitePredictionException | UnservableFrameException e) {
      rejected = e;
    } finally {
      if (isDone) {
        context.commit();
      } else {
        context.rollback(before, worker);
      }
    }
    return rejected instanceof UnservableFrameException
        ? fail(record, mode, new RefusedFrameException(Failure.describe(rejected)))
        : reject(record, rejected);
  }

  private RecordResult end(long offset) {
    String model = context.model();
    List<Output> removed = schedule.tombstone();
    context.end(offset);
    return RecordResult.ended(model, removed);
  }

  /** Records an accepted frame, and adds the checkpoint that is due with it. */
  private RecordResult finish(RecordResult result, ProcessingMode mode) {
    RecordResult.Accepted accepted = result.accepted();
    if (accepted == null) {
      return result;
    }
    schedule.markDirty(counters.offset());
    context.touch();
    List<Output> written = mode.isReplay() ? List.of() : checkpointIfDue(accepted.swapped());
    context.refreshView(accepted.score());
    return result.between(List.of(), written);
  }

  /** Rejects a record with a dead letter; a valid frame that failed also gets an event. */
  private RecordResult reject(ConsumerRecord<byte[], byte[]> record, Throwable reason) {
    String model = context.model();
    Output letter = output.deadLetter(record, id, reason);
    if (reason instanceof RefusedFrameException) {
      return RecordResult.rejected(model, null, List.of(letter));
    }
    EventDetail detail = new EventDetail.Quarantined(Failure.describe(reason));
    Output event = output.event(context.key(), RecordPosition.of(record), detail);
    return RecordResult.rejected(model, EventType.QUARANTINED, List.of(letter, event));
  }

  /**
   * Rejects a record that another process might accept, and excludes it for later owners. In a
   * replay the record may have been accepted before, so the stream is reset.
   */
  private RecordResult fail(
      ConsumerRecord<byte[], byte[]> record, ProcessingMode mode, Throwable reason) {
    if (mode.isReplay()) {
      String model = context.model();
      if (!context.isEmpty()) {
        context.reset(
            record.offset() + 1,
            String.format(
                Locale.ROOT,
                "expected record %d to be answered as it was before, found: %s",
                record.offset(),
                Failure.describe(reason)));
      }
      return RecordResult.rejected(model, null, List.of());
    }
    RecordResult result = reject(record, reason);
    context.exclude(record.offset());
    return result;
  }

  /**
   * Returns a checkpoint after the first frame, after a number of frames, and after a swap of
   * weights, so that a replay uses the same weights.
   */
  private List<Output> checkpointIfDue(boolean isSwapped) {
    if (isSwapped || schedule.isDue(counters.frames())) {
      return context.checkpoint();
    }
    return schedule.isEmpty()
        ? schedule.writeInitial(Checkpoint.initial(counters.offset(), context.model()))
        : List.of();
  }

  /** Returns the restorer, which restores this stream when its partition is assigned. */
  StreamRestorer restorer() {
    return restorer;
  }

  /** Discards the state; the stream restarts with its next frame from this offset on. */
  void reset(long next, String reason) {
    context.reset(next, reason);
  }

  /**
   * Returns a checkpoint of the stream; if that fails, resets the stream with an event.
   *
   * @param free frees memory if it is short
   */
  List<Output> checkpoint(Runnable free) {
    try {
      return context.checkpoint(false);
    } catch (MemoryShortageException e) {
      free.run();
      return context.checkpointOrReset();
    }
  }

  /** Returns the event that another partition has a stream of the same name. */
  Output split(int other) {
    StreamKey key = context.key();
    SplitStream split = new SplitStream(key.id(), key.topic(), key.partition(), other);
    return output.event(key, null, new EventDetail.Split(split));
  }

  /** Returns whether the stream is expired, see {@link StreamContext#isExpired}. */
  boolean isExpired(long time) {
    return context.isExpired(time);
  }

  /** Removes the stream; its next frame begins a new one. */
  List<Output> expire() {
    return context.expire();
  }

  /** Returns a required checkpoint, and spills the state above the memory limit. */
  List<Output> finishBatch(boolean isLast) throws MemoryShortageException {
    List<Output> written = context.isCheckpointRequired() ? context.checkpoint(isLast) : List.of();
    holder.updateSize();
    context.spillIfOverLimit();
    return written;
  }

  @Override
  public boolean spill() {
    return context.spill();
  }

  @Override
  public void close() {
    context.close();
  }
}
