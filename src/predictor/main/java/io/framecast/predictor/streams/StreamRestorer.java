package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.predictor.streams.StreamContext.Told;
import io.framecast.topics.Event;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings a stream back from its checkpoint, and says at the end of the replay what became of it.
 */
final class StreamRestorer {
  private final StreamContext own;
  private final StateHolder holder;
  private final StreamCounters facts;
  private final CheckpointSchedule ledger;

  /** Why the newest record under the stream's key was passed over; null where it was read. */
  private @Nullable String passedOver;

  StreamRestorer(StreamContext own) {
    this.own = own;
    this.holder = own.holder();
    this.facts = own.facts();
    this.ledger = own.ledger();
  }

  /**
   * Becomes what the checkpoint says.
   *
   * @param standsIn so many records
   * @throws RefusedCheckpointException with nothing changed
   */
  void restore(byte[] written, int standsIn) throws RefusedCheckpointException {
    Checkpoint checkpoint = CheckpointFormat.read(written);
    holder.restore(checkpoint);
    passedOver = null;
    own.tellLater(null);
    ledger.found(standsIn);
    facts.become(checkpoint);
    if (checkpoint.content() == null) {
      ledger.took(facts.offset() + 1); // a birth is followed by its frame
    }
    own.show(null);
  }

  /**
   * The newest record under the stream's key is no checkpoint of it: the one before it counts, and
   * the frames since then are to be replayed. Without one, the stream is lost.
   *
   * @param standsIn so many records
   * @param next offset of the first frame that was not answered
   */
  void passOver(String reason, int standsIn, long next) {
    boolean isKnown = !holder.isEmpty() || ledger.unsaved() >= 0;
    if (isKnown) {
      ledger.passOver(standsIn);
      passedOver = reason;
    } else {
      ledger.found(standsIn);
      own.lose(next, reason);
    }
  }

  /**
   * Returns why the newest record under the stream's key was passed over, null where it was not.
   */
  @Nullable String passedOver() {
    return passedOver;
  }

  /** It has been found in the log, with no checkpoint. */
  void tellRebuilt() {
    own.tellLater(new Told(Event.PRIMED, "expected its checkpoint, found none: "));
  }

  /** Whether {@link #settle} has anything to do. */
  boolean unsettled() {
    return own.told() != null
        || passedOver != null
        || holder.orphan() != null
        || (holder.isEmpty() && !ledger.isEmpty());
  }

  /**
   * Input is replayed: says what became of the stream, and writes it down where that differs.
   *
   * @return false, with nothing changed, where it wants memory and this is not the last attempt
   */
  boolean settle(List<ProducerRecord<byte[], byte[]>> out, WorkerContext desk, boolean isLast) {
    try {
      holder.load();
      settle(out, desk);
    } catch (SpillException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (!isLast && Failure.wantsMemory(e)) {
        return false;
      }
      own.lose(
          facts.offset() + 1,
          "expected its state to be brought back, found: " + Failure.describe(e));
      settle(out, desk);
    }
    return true;
  }

  private void settle(List<ProducerRecord<byte[], byte[]>> out, WorkerContext desk) {
    StreamContext.Before before = own.begin();
    boolean isDone = false;
    try {
      prime(desk);
      settle(out);
      isDone = true;
    } finally {
      if (isDone) {
        own.commit();
      } else {
        own.revert(before, desk);
        out.clear();
      }
    }
  }

  private void settle(List<ProducerRecord<byte[], byte[]>> out) {
    Told told = own.told();
    boolean isWhole = passedOver != null && !holder.isEmpty(); // the log held all that was missing
    if (!holder.isEmpty()) {
      own.checkpoint(out);
    } else if (!ledger.isEmpty()) {
      ledger.erase(out);
    } else if (told == null || !told.event().equals(Event.RESET)) {
      own.tellLater(null);
      return; // nothing but refused records
    }
    passedOver = null;
    if (told == null && !isWhole) {
      own.tellLater(
          new Told(Event.RESET, "expected its frames in the log, found none; stream reset"));
    }
    own.tell(out);
  }

  /** Where its weights are no longer registered, live ones see its last frames. */
  void prime(WorkerContext desk) {
    Checkpoint other = holder.orphan();
    if (other == null) {
      return;
    }
    String found =
        "expected model %s of its checkpoint, found none of that name".formatted(other.model());
    try {
      int frames = holder.prime(other, desk);
      String live = own.model();
      String primed = found + ": " + live + " primed with its last " + frames + " frames";
      own.tellLater(new Told(Event.SWAP, primed));
    } catch (RefusedFrameException | PoisonedFrameException | UnservableFrameException e) {
      own.lose(facts.offset() + 1, found + " and frames that do not prime: " + Failure.describe(e));
    }
  }
}
