package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.predictor.streams.StateSlot.Resident;
import io.framecast.topics.Event;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds all that one stream is, and writes it down. {@link #begin} opens a transaction over it,
 * {@link #revert} goes back to there.
 */
final class StreamContext {
  private final StreamKey key;
  private final StreamSettings settings;
  private final OutputRecords output;
  private final StateHolder holder;
  private final StreamCounters facts = new StreamCounters();
  private final CheckpointSchedule ledger;
  private final WeightSwap swap;
  private boolean owed; // a checkpoint, since a record was refused that others might take
  private long seen = System.nanoTime(); // when it last had a frame, by the clock
  private @Nullable Told told; // what happened to it while it was restored
  private volatile @Nullable StreamView view;

  /** To be said in an event once the partition is restored. */
  record Told(String event, String reason) {}

  /** What it was before a record, beside what {@link StateHolder} brings back. */
  record Before(
      StreamCounters facts,
      CheckpointSchedule.Marks marks,
      String rejectedVersion,
      boolean owed,
      @Nullable Told told,
      @Nullable StreamView view) {}

  StreamContext(
      StreamKey key,
      StateHolder holder,
      CheckpointSchedule ledger,
      WeightSwap swap,
      StreamSettings settings,
      OutputRecords output) {
    this.key = key;
    this.holder = holder;
    this.ledger = ledger;
    this.swap = swap;
    this.settings = settings;
    this.output = output;
  }

  StreamKey key() {
    return key;
  }

  StateHolder holder() {
    return holder;
  }

  StreamCounters facts() {
    return facts;
  }

  CheckpointSchedule ledger() {
    return ledger;
  }

  WeightSwap swap() {
    return swap;
  }

  /** Its latest frame and what came of it; null where it knows nothing. From any thread. */
  @Nullable StreamView view() {
    return view;
  }

  /** Version of the weights that it is served with. */
  String model() {
    return holder.weights().version();
  }

  /** Whether nothing is known of it, nor written down. */
  boolean isEmpty() {
    return holder.isEmpty() && ledger.isEmpty() && told == null;
  }

  /** What is to be told of it once its partition is restored; null for nothing. */
  @Nullable Told told() {
    return told;
  }

  void tellLater(@Nullable Told what) {
    told = what;
  }

  /** A frame has come, by the clock. */
  void touch() {
    seen = System.nanoTime();
  }

  /** Whether a checkpoint is to be written whatever comes. */
  boolean isOwed() {
    return owed;
  }

  /**
   * A record is refused that another owner might accept: it is never to be read again, which is to
   * be written down.
   */
  void exclude(long offset) {
    if (!holder.isEmpty()) {
      facts.advance(offset);
      owed = true;
    }
  }

  /** What it is now, to go back to; {@link #commit} or {@link #revert} follows. */
  Before begin() {
    holder.begin();
    return new Before(facts.copy(), ledger.marks(), swap.rejectedVersion(), owed, told, view);
  }

  /** All that has happened since {@link #begin} is final. */
  void commit() {
    holder.commit();
  }

  /** Nothing has happened since {@link #begin}. */
  void revert(Before before, WorkerContext desk) {
    holder.rollback(desk);
    revert(before);
  }

  private void revert(Before before) {
    facts.revert(before.facts);
    ledger.revert(before.marks);
    swap.revert(before.rejectedVersion);
    owed = before.owed;
    told = before.told;
    view = before.view;
  }

  /** Writes it down as it is; throws where that fails, with nothing changed. */
  void checkpoint(List<ProducerRecord<byte[], byte[]>> out) {
    ledger.write(out, facts.offset(), model(), toBytes());
    owed = false;
  }

  /**
   * Writes the stream down as it is. Where that fails the stream is lost, with an event; or, where
   * it wants memory and this is not the last attempt, nothing is changed: then false is returned.
   */
  boolean checkpoint(List<ProducerRecord<byte[], byte[]>> out, boolean isLast) {
    try {
      checkpoint(out);
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.wantsMemory(e)) {
        return false;
      }
      ledger.erase(out);
      lose(
          facts.offset() + 1,
          "expected a checkpoint of the stream, found that it cannot be written: "
              + Failure.describe(e));
      tell(out);
    }
    return true;
  }

  private byte[] toBytes() {
    byte[] stored = holder.spilledCheckpoint();
    if (stored != null) {
      return upToDate(stored);
    }
    StreamState known = holder.state();
    return CheckpointFormat.write(
        facts.with(holder.weights().version(), known == null ? null : known.content()));
  }

  /** Records may have been refused since it left memory. */
  private byte[] upToDate(byte[] stored) {
    try {
      Checkpoint left = CheckpointFormat.read(stored);
      return left.offset() == facts.offset()
          ? stored
          : CheckpointFormat.write(facts.with(left.model(), left.content()));
    } catch (RefusedCheckpointException e) {
      throw new SpillException("a stream's file has changed", new IOException(e));
    }
  }

  /**
   * Whether no frame can be expected any more: none has come for longer than may pass between two,
   * neither by the partition's time, which is the latest timestamp in it, nor by the clock, since
   * one wrong timestamp must not cost anybody's memory.
   */
  boolean expired(long time) {
    Duration ttl = settings.ttl();
    return facts.timestamp() >= 0
        && time - facts.timestamp() > ttl.toMillis()
        && System.nanoTime() - seen > ttl.toNanos();
  }

  /** What is known of it goes; its next frame begins a new stream. */
  void evict(List<ProducerRecord<byte[], byte[]>> out) {
    out.add(
        event(
            Event.EVICTION,
            "expected a frame within %s, found none; the stream is forgotten"
                .formatted(settings.ttl())));
    ledger.erase(out);
    end(facts.offset());
  }

  private ProducerRecord<byte[], byte[]> event(String what, String why) {
    long offset = facts.offset();
    Source at = offset < 0 ? null : key.at(offset);
    return output.event(new Event(what, key.id(), at == null ? null : at.toString(), why));
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    holder.close();
    view = null;
    owed = false;
    ledger.lost();
    facts.lost(next - 1);
    told = new Told(Event.RESET, reason + "; stream reset");
  }

  /** Says now what was to be told. */
  void tell(List<ProducerRecord<byte[], byte[]>> out) {
    Told what = told;
    told = null;
    if (what != null) {
      String frames = "built from the " + facts.frames() + " frames that the log still holds";
      out.add(event(what.event, what.reason + (what.event.equals(Event.PRIMED) ? frames : "")));
    }
  }

  /** Leaves memory where all streams together take too much. */
  void leaveIfFull() {
    if (holder.isOverLimit()) {
      spill();
    }
  }

  /** To the store; false where that cannot be. */
  boolean spill() {
    Resident resident = holder.resident();
    if (resident == null) {
      return true;
    }
    try {
      return holder.spill(resident, toBytes());
    } catch (RuntimeException | Error e) {
      holder.warnFull(e); // to leave is a wish
      return false;
    }
  }

  /** Shows it as it is after its latest frame. */
  void show(@Nullable Score score) {
    StreamState known = holder.state();
    view = known == null ? null : StreamView.of(key, facts, known, score);
  }

  /** As if it had never been, from this offset on. */
  void end(long at) {
    holder.close();
    view = null;
    owed = false;
    facts.ended(at);
    told = null;
  }

  /** Memory and store are freed. */
  void close() {
    holder.close();
    view = null;
  }
}
