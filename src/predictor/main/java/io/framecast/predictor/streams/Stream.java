package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.topics.Event;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * A refused, repeated or poisoned record changes nothing. What a stream is now is a function of the
 * log: of its checkpoint and the frames after that, however often they are read. One thread at a
 * time; {@link #view} from any.
 */
final class Stream implements AutoCloseable {
  private final String id;
  private final int partition;
  private final Serving serving;
  private final Place place;
  private final Facts facts = new Facts();
  private final Ledger ledger;
  private final Intake intake;
  private long seen = System.nanoTime(); // when it last had a frame, by the clock
  private @Nullable Told told; // what happened to it while it was restored
  private volatile @Nullable StreamView view;

  /** To be said in an event once the partition is restored. */
  private record Told(String event, String reason) {}

  Stream(String id, int partition, Serving serving) {
    this.id = id;
    this.partition = partition;
    this.serving = serving;
    this.place = new Place(serving);
    this.ledger = new Ledger(id, partition, serving);
    this.intake = new Intake(id, serving, place, facts);
  }

  String id() {
    return id;
  }

  /** Its latest frame and what came of it; null where it knows nothing. */
  @Nullable StreamView view() {
    return view;
  }

  Place place() {
    return place;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Whether nothing is known of it, nor written down. */
  boolean isNobody() {
    return place.isEmpty() && ledger.isEmpty() && told == null;
  }

  /** Offset of the last record that its checkpoint holds, once that has been read. */
  long offset() {
    return facts.offset();
  }

  Answer answer(ConsumerRecord<byte[], byte[]> record, Desk desk, Mode mode) {
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>(3);
    if (record.offset() <= facts.offset()) {
      // its checkpoint holds it; the record is read again for others
      return new Answer(Outcome.DUPLICATE, place.weights().version(), 0, null, out);
    }
    if (mode != Mode.SILENT && ledger.leftBehind(record.offset())) {
      checkpoint(out); // as it is before this record
    }
    if (record.value() == null) {
      String model = place.weights().version();
      ledger.erase(out);
      end(record.offset());
      return new Answer(Outcome.ENDED, model, 0, null, out);
    }
    wake(desk);
    Answer answer = intake.take(record, desk, mode, out);
    if (facts.offset() == record.offset()) {
      ledger.took(facts.offset());
      seen = System.nanoTime();
      if (mode != Mode.SILENT) {
        writeDown(out, intake.swapped());
      }
      show(intake.score());
    }
    return answer;
  }

  /**
   * A frame has been taken: at birth, every so many frames, and with other weights than the frame
   * before, that is written down. So whoever replays knows with which.
   */
  private void writeDown(List<ProducerRecord<byte[], byte[]>> out, boolean swapped) {
    if (swapped || ledger.due(facts.frames())) {
      checkpoint(out);
    } else if (ledger.isEmpty()) {
      ledger.birth(out, facts.offset(), place.weights().version());
    }
  }

  /** Writes the stream down as it is. */
  void checkpoint(List<ProducerRecord<byte[], byte[]>> out) {
    ledger.write(out, facts.offset(), place.weights().version(), toBytes());
  }

  private byte[] toBytes() {
    byte[] stored = place.stored();
    Memory known = place.memory();
    return stored != null
        ? stored
        : CheckpointFormat.write(
            facts.with(place.weights().version(), known == null ? null : known.content()));
  }

  /**
   * Whether no frame can be expected any more: none has come for longer than may pass between two,
   * neither by the partition's time, which is the latest timestamp in it, nor by the clock, since
   * one wrong timestamp must not cost anybody's memory.
   */
  boolean expired(long time) {
    Duration ttl = serving.rules().ttl();
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
                .formatted(serving.rules().ttl())));
    ledger.erase(out);
    end(facts.offset());
  }

  private ProducerRecord<byte[], byte[]> event(String what, String why) {
    Source at = new Source(serving.topics().frames(), partition, facts.offset());
    return serving.event(new Event(what, id, at.toString(), why));
  }

  /**
   * Becomes what the checkpoint says.
   *
   * @param standsIn so many records
   */
  void restore(byte[] written, int standsIn) throws RefusedCheckpointException {
    place.close();
    ledger.found(standsIn);
    Checkpoint checkpoint = CheckpointFormat.read(written);
    facts.become(checkpoint);
    if (checkpoint.content() == null) {
      ledger.took(facts.offset() + 1); // a birth is followed by its frame
    }
    place.take(checkpoint);
    show(null);
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    place.close();
    view = null;
    ledger.lost();
    facts.lost(next - 1);
    told = new Told(Event.RESET, reason + "; stream reset");
  }

  /** It has been found in the log, with no checkpoint. */
  void tellRebuilt() {
    told = new Told(Event.PRIMED, "expected its checkpoint, found none: ");
  }

  /** Whether {@link #settle} has anything to do. */
  boolean unsettled() {
    return told != null || place.foreign() != null || (place.isEmpty() && !ledger.isEmpty());
  }

  /** Input is replayed: says what became of the stream, and writes it down where that differs. */
  void settle(List<ProducerRecord<byte[], byte[]>> out, Desk desk) {
    wake(desk);
    Told what = told;
    told = null;
    if (!place.isEmpty()) {
      checkpoint(out);
    } else if (!ledger.isEmpty()) {
      ledger.erase(out);
    } else {
      return; // nothing but refused records
    }
    if (what == null) {
      what = new Told(Event.RESET, "expected its frames in the log, found none; stream reset");
    }
    String reason = what.reason;
    if (what.event.equals(Event.PRIMED)) {
      reason += "built from the " + facts.frames() + " frames that the log still holds";
    }
    out.add(event(what.event, reason));
  }

  /** Whatever stands for a memory becomes one. */
  private void wake(Desk desk) {
    place.comeBack();
    Checkpoint other = place.foreign();
    if (other == null) {
      return;
    }
    String found =
        "expected model %s of its checkpoint, found none of that name".formatted(other.model());
    try {
      int frames = place.prime(other, desk);
      String live = place.weights().version();
      told =
          new Told(Event.SWAP, found + ": " + live + " primed with its last " + frames + " frames");
    } catch (RefusedFrameException | PoisonedFrameException e) {
      lose(facts.offset() + 1, found + " and frames that do not prime: " + e.getMessage());
    }
  }

  /** To the store; false where it is full. */
  boolean leaveMemory() {
    return place.memory() == null || place.leave(toBytes());
  }

  /** After its share of a batch: leaves memory where all take too much. */
  void settleDown() {
    place.account();
    if (serving.residents().full()) {
      leaveMemory();
    }
  }

  private void show(@Nullable Score score) {
    Memory known = place.memory();
    view = known == null ? null : StreamView.of(id, partition, serving, facts, known, score);
  }

  /** As if it had never been, from this offset on. */
  private void end(long at) {
    place.close();
    view = null;
    facts.ended(at);
    told = null;
  }

  @Override
  public void close() {
    place.close();
    view = null;
  }
}
