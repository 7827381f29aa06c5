package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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
  private final StreamCounters facts;
  private final CheckpointSchedule ledger;
  private final FrameProcessor intake;
  private final Refusal refusal;
  private final StreamRestorer restorer;

  StreamProcessor(StreamContext own, FrameProcessor intake, OutputRecords output) {
    this.id = own.key().id();
    this.own = own;
    this.holder = own.holder();
    this.facts = own.facts();
    this.ledger = own.ledger();
    this.intake = intake;
    this.refusal = new Refusal(id, output);
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

  CheckpointSchedule ledger() {
    return ledger;
  }

  /** Whether nothing is known of it, nor written down. */
  boolean isNobody() {
    return own.isEmpty();
  }

  /** Offset of the last record that its checkpoint holds, once that has been read. */
  long offset() {
    return facts.offset();
  }

  /** Returns what its checkpoint says of the last frame that is answered. */
  SavedStream saved() {
    boolean isLost = holder.isEmpty() && ledger.unsaved() < 0; // its offset says nothing
    long answered = isLost ? -1 : Math.max(facts.offset(), ledger.unsaved()); // a birth's frame is
    return new SavedStream(id, answered, facts.timestamp(), facts.sequence());
  }

  /** Answers a record, whatever it is; one that fails is a dead letter. */
  RecordResult answer(
      ConsumerRecord<byte[], byte[]> record, WorkerContext desk, ProcessingMode mode) {
    return Objects.requireNonNull(answer(record, desk, mode, true));
  }

  /**
   * Answers a record; null, with nothing changed, where it wants memory and this is not the last
   * attempt.
   */
  @Nullable RecordResult answer(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext desk,
      ProcessingMode mode,
      boolean isLast) {
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>(3);
    if (record.offset() <= facts.offset()) {
      // its checkpoint holds it; the record is read again for others
      return new RecordResult(Outcome.DUPLICATE, own.model(), 0, null, out);
    }
    CheckpointSchedule.Marks marks = ledger.marks();
    boolean isDue = mode != ProcessingMode.REPLAY && ledger.leftBehind(record.offset());
    if (isDue && !own.checkpoint(out, isLast)) { // as it is before this record
      return null;
    }
    boolean isLost = isDue && holder.isEmpty(); // and its event is in what is written
    try {
      if (record.value() != null) {
        holder.load();
      }
      return transact(record, desk, mode, out);
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && !isLost && Failure.wantsMemory(e)) {
        ledger.revert(marks); // what is written is not sent
        return null;
      }
      return fail(record, mode, e, out);
    }
  }

  /** The record succeeds, or is refused, or what it throws is thrown; then nothing is changed. */
  private RecordResult transact(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext desk,
      ProcessingMode mode,
      List<ProducerRecord<byte[], byte[]>> out) {
    int written = out.size();
    StreamContext.Before before = own.begin();
    Throwable refused;
    boolean isDone = false;
    try {
      RecordResult answer = take(record, desk, mode, out);
      isDone = true;
      return answer;
    } catch (RefusedFrameException | PoisonedFrameException | UnservableFrameException e) {
      refused = e;
    } finally {
      if (isDone) {
        own.commit();
      } else {
        own.revert(before, desk);
        out.subList(written, out.size()).clear();
      }
    }
    if (refused instanceof UnservableFrameException) {
      return fail(record, mode, new RefusedFrameException(Failure.describe(refused)), out);
    }
    return refusal.of(record, own.model(), refused, out);
  }

  private RecordResult take(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext desk,
      ProcessingMode mode,
      List<ProducerRecord<byte[], byte[]>> out)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    if (record.value() == null) {
      String model = own.model();
      ledger.erase(out);
      own.end(record.offset());
      return new RecordResult(Outcome.ENDED, model, 0, null, out);
    }
    restorer.prime(desk);
    RecordResult answer = intake.take(record, desk, mode, out);
    if (facts.offset() == record.offset()) {
      ledger.took(facts.offset());
      own.touch();
      if (mode != ProcessingMode.REPLAY) {
        writeDown(out, intake.swapped());
      }
      own.show(intake.score());
    }
    return answer;
  }

  /**
   * The record is refused though the log alone does not say so: others must not take it. Where it
   * was answered before, it may have been accepted then, and what the stream was is lost.
   */
  private RecordResult fail(
      ConsumerRecord<byte[], byte[]> record,
      ProcessingMode mode,
      Throwable why,
      List<ProducerRecord<byte[], byte[]>> out) {
    String model = own.model();
    if (mode == ProcessingMode.REPLAY) {
      if (!own.isEmpty()) {
        own.lose(
            record.offset() + 1,
            "expected record %d to be answered as it was before, found: %s"
                .formatted(record.offset(), Failure.describe(why)));
      }
      return new RecordResult(Outcome.REFUSED, model, 0, null, out);
    }
    RecordResult answer = refusal.of(record, model, why, out);
    own.exclude(record.offset());
    return answer;
  }

  /**
   * A frame has been taken: at birth, every so many frames, and with other weights than the frame
   * before, that is written down. So whoever replays knows with which.
   */
  private void writeDown(List<ProducerRecord<byte[], byte[]>> out, boolean swapped) {
    if (swapped || ledger.due(facts.frames())) {
      own.checkpoint(out);
    } else if (ledger.isEmpty()) {
      ledger.birth(out, facts.offset(), own.model());
    }
  }

  /** Restores this stream when its partition is assigned. */
  StreamRestorer restorer() {
    return restorer;
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    own.lose(next, reason);
  }

  /** Writes it down as it is, as {@link StreamContext#checkpoint} says. */
  boolean checkpoint(List<ProducerRecord<byte[], byte[]>> out, boolean isLast) {
    return own.checkpoint(out, isLast);
  }

  /** Whether no frame can be expected any more, as {@link StreamContext#expired} says. */
  boolean expired(long time) {
    return own.expired(time);
  }

  /** What is known of it goes; its next frame begins a new stream. */
  void evict(List<ProducerRecord<byte[], byte[]>> out) {
    own.evict(out);
  }

  /**
   * After its share of a batch: writes down what it owes, and leaves memory where all take too
   * much.
   *
   * @param out of its last record
   * @return false where it wants memory and this is not the last attempt
   */
  boolean settleDown(List<ProducerRecord<byte[], byte[]>> out, boolean isLast) {
    if (own.isOwed() && !own.checkpoint(out, isLast)) {
      return false;
    }
    holder.updateSize();
    own.leaveIfFull();
    return true;
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
