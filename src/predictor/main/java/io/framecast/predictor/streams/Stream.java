package io.framecast.predictor.streams;

import io.framecast.convlstm.NoRoomException;
import io.framecast.convlstm.Step;
import io.framecast.frames.Decoded;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.Verdict;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Counts;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.Recent;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one partition: takes its records in order and answers each.
 *
 * <pre>
 *                    first frame                       the next one, or a short gap filled in
 *   knows nothing ----------------> knows its frames ---------------------------------------> same
 *         ^                          |          ^  |   reset: forgets, takes the frame as first
 *         +--------------------------+          +--+
 *           null value                 |        ^
 *                          leaveMemory v        | next frame
 *                                     in the local store
 * </pre>
 *
 * A refused, repeated or poisoned record changes nothing. What it is now is a function of the log:
 * of its checkpoint and the frames after that, however often they are read. One thread at a time;
 * {@link #view} from any.
 */
final class Stream implements AutoCloseable {
  private final String id;
  private final int partition;
  private final Serving serving;

  private final Place place;
  private final Ledger ledger;

  private long offset = -1; // of the last record that changed anything
  private long timestamp = -1;
  private OptionalLong sequence = OptionalLong.empty();
  private long frames;
  private long filled;
  private long resets;
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
    return offset;
  }

  Answer answer(ConsumerRecord<byte[], byte[]> record, Desk desk, Mode mode) {
    if (record.offset() <= offset) {
      return Answer.DUPLICATE; // its checkpoint holds it; read again for the others
    }
    if (record.value() == null) {
      List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
      ledger.erase(out);
      end(record.offset());
      return Answer.ended(out);
    }
    try {
      wake(desk.step());
      boolean expired = expired(record);
      FrameHeaders headers = TextHeaders.ofFrame(record);
      Verdict verdict =
          Verdict.of(expired ? OptionalLong.empty() : sequence, headers, serving.rules().maxFill());
      if (verdict.duplicate()) {
        return Answer.DUPLICATE;
      }
      Decoded decoded = serving.decoder().decode(record.value(), headers.contentType());
      Frame input = serving.forModel(decoded.frame());
      String lost = expired ? late(record) : whatIsLost(verdict, input);
      return take(new Taken(record, headers, verdict, decoded, input, lost), desk, mode);
    } catch (RefusedFrameException e) {
      return Answer.refused(serving.deadLetter(record, e));
    } catch (PoisonedFrameException e) {
      return quarantined(record, e);
    }
  }

  /** A good frame on its way into the stream. */
  private record Taken(
      ConsumerRecord<byte[], byte[]> record,
      FrameHeaders headers,
      Verdict verdict,
      Decoded decoded,
      Frame input,
      @Nullable String lost) {

    Source source() {
      return Source.of(record);
    }

    @Nullable Long number() {
      return headers.sequence().isPresent() ? headers.sequence().getAsLong() : null;
    }
  }

  private Answer take(Taken frame, Desk desk, Mode mode)
      throws RefusedFrameException, PoisonedFrameException {
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>(3);
    if (mode != Mode.SILENT && ledger.leftBehind(frame.record.offset())) {
      checkpoint(out); // of the stream as it is before this frame
    }
    Memory known = frame.lost == null ? place.memory() : null;
    int missing = known == null ? 0 : frame.verdict.missing();
    Memory next = known == null ? Memory.begin(serving, frame.input) : known;
    if (known != null) {
      known.keep(desk);
    }
    Score score = missing > 0 || mode != Mode.ALOUD ? null : score(next, frame);
    ProducerRecord<byte[], byte[]> prediction;
    try {
      prediction = step(next, missing, frame, desk.step(), mode);
    } catch (PoisonedFrameException | RuntimeException e) {
      if (known == null) {
        next.close();
      } else {
        known.giveBack(desk);
      }
      if (e instanceof NoRoomException || e instanceof PoisonedFrameException) {
        throw e;
      }
      throw new PoisonedFrameException("the step failed: " + e);
    }
    next.accept(
        frame.decoded, new Recent(missing, frame.headers.contentType(), frame.record.value()));
    if (known == null) {
      place.take(next);
    }
    if (frame.lost != null) {
      resets++;
      out.add(event(Event.RESET, frame.source(), frame.lost + "; stream reset"));
    }
    if (mode == Mode.ALOUD && prediction != null) {
      out.add(prediction);
      if (score != null) {
        out.add(
            new ProducerRecord<>(
                serving.topics().scores(), partition, frame.record.key(), score.toJson()));
      }
    } else if (mode == Mode.SKIPPED) {
      next.hush();
    }
    took(frame, missing);
    if (mode != Mode.SILENT) {
      writeDown(out);
    }
    view = seen(next, score);
    return new Answer(
        mode == Mode.SKIPPED ? Outcome.SKIPPED : Outcome.PREDICTED,
        missing,
        frame.lost == null ? null : Event.RESET,
        out);
  }

  private @Nullable Score score(Memory known, Taken frame) {
    return known.score(id, frame.number(), frame.source(), frame.decoded.frame());
  }

  /** The prediction's record; null where nobody asks for it, and it would surely be taken. */
  private @Nullable ProducerRecord<byte[], byte[]> step(
      Memory next, int missing, Taken frame, Step step, Mode mode) throws PoisonedFrameException {
    for (int i = 0; i < missing; i++) {
      next.fill(step);
    }
    Frame predicted = next.next(step, frame.input);
    if (mode != Mode.ALOUD && serving.surelyFits(frame.decoded.frame())) {
      return null;
    }
    Long number = frame.number();
    Source source = frame.source();
    Trace trace = Trace.of(frame.record);
    ProducerRecord<byte[], byte[]> record =
        new Prediction(
                id,
                frame.decoded.encoding().encode(predicted),
                frame.decoded.encoding().contentType(),
                number == null ? null : number + 1,
                serving.weights().version(),
                source,
                next.state().framesSeen(),
                missing,
                trace == null ? null : trace.continued(source))
            .toRecord(serving.topics().predictions());
    if (!serving.fits(record)) {
      throw new PoisonedFrameException(
          "expected a prediction that %s takes, found one of %d bytes"
              .formatted(record.topic(), record.value().length));
    }
    return record;
  }

  private void took(Taken frame, int missing) {
    offset = frame.record.offset();
    timestamp = frame.record.timestamp();
    sequence = frame.headers.sequence();
    frames++;
    filled += missing;
    ledger.took(offset);
  }

  private Answer quarantined(ConsumerRecord<byte[], byte[]> record, PoisonedFrameException e) {
    ProducerRecord<byte[], byte[]> event =
        event(Event.QUARANTINED, Source.of(record), e.getMessage() + "; the stream is as before");
    return new Answer(
        Outcome.REFUSED, 0, Event.QUARANTINED, List.of(serving.deadLetter(record, e), event));
  }

  /** Why the stream starts afresh with this frame; null where it goes on, or is a new one. */
  private @Nullable String whatIsLost(Verdict verdict, Frame frame) {
    Memory known = place.memory();
    if (known == null) {
      return null;
    }
    if (verdict.reset() == null && !known.fits(frame)) {
      return "frame is %dx%d, this stream began with %dx%d"
          .formatted(frame.height(), frame.width(), known.state().height(), known.state().width());
    }
    return verdict.reset();
  }

  private boolean expired(ConsumerRecord<?, ?> record) {
    return place.memory() != null
        && timestamp >= 0
        && record.timestamp() - timestamp > serving.rules().ttl().toMillis();
  }

  private String late(ConsumerRecord<?, ?> record) {
    return "expected a frame at most %s after its predecessor, found it %d ms later"
        .formatted(serving.rules().ttl(), record.timestamp() - timestamp);
  }

  private ProducerRecord<byte[], byte[]> event(String what, Source at, String why) {
    return serving.event(new Event(what, id, at.toString(), why));
  }

  /** A frame has been taken: at birth, and every so many frames, that is written down. */
  private void writeDown(List<ProducerRecord<byte[], byte[]>> out) {
    if (ledger.due(frames)) {
      checkpoint(out);
    } else if (ledger.isEmpty()) {
      ledger.birth(out, offset);
    }
  }

  /** Writes the stream down as it is. */
  void checkpoint(List<ProducerRecord<byte[], byte[]>> out) {
    ledger.write(out, offset, toBytes());
  }

  private byte[] toBytes() {
    byte[] stored = place.stored();
    Memory known = place.memory();
    return stored != null
        ? stored
        : CheckpointFormat.write(
            new Checkpoint(
                offset,
                timestamp,
                sequence,
                new Counts(frames, filled, resets),
                known == null ? null : known.content()));
  }

  /**
   * Becomes what the checkpoint says.
   *
   * @param standsIn so many records
   */
  void restore(byte[] written, int standsIn) throws RefusedCheckpointException {
    forget();
    ledger.found(standsIn);
    Checkpoint checkpoint = CheckpointFormat.read(written);
    Counts counts = checkpoint.counts();
    offset = checkpoint.offset();
    timestamp = checkpoint.timestamp();
    sequence = checkpoint.sequence();
    frames = counts.frames();
    filled = counts.filled();
    resets = counts.resets();
    Content content = checkpoint.content();
    if (content == null) {
      ledger.took(offset + 1); // a birth is followed by its frame
    } else {
      place.take(content);
      Memory known = place.memory();
      view = known == null ? null : seen(known, null);
    }
  }

  /** Nothing of it can be used: it begins again with the next frame from this offset on. */
  void lose(long next, String reason) {
    forget();
    ledger.lost();
    offset = next - 1;
    resets++;
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
    wake(desk.step());
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
      reason += "built from the " + frames + " frames that the log still holds";
    }
    Source at = new Source(serving.topics().frames(), partition, offset);
    out.add(event(what.event, at, reason));
  }

  /** Whatever stands for a memory becomes one. */
  private void wake(Step step) {
    place.comeBack();
    Content other = place.foreign();
    if (other == null) {
      return;
    }
    String found =
        "expected model %s, found a checkpoint of %s"
            .formatted(serving.weights().version(), other.model());
    try {
      place.prime(other, step);
      told =
          new Told(
              Event.SWAP, found + ": primed with its last " + other.recent().size() + " frames");
    } catch (RefusedFrameException | PoisonedFrameException e) {
      lose(offset + 1, found + " and frames that do not prime: " + e.getMessage());
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

  private StreamView seen(Memory known, @Nullable Score score) {
    return new StreamView(
        id,
        partition,
        known.state().height(),
        known.state().width(),
        new Source(serving.topics().frames(), partition, offset).toString(),
        sequence.isPresent() ? sequence.getAsLong() : null,
        frames,
        known.state().framesSeen(),
        filled,
        resets,
        serving.weights().version(),
        score == null ? null : score.mse(),
        score == null ? null : score.skill(),
        known.state().bytes());
  }

  /** As if it had never been, from this offset on. */
  private void end(long at) {
    forget();
    offset = at;
    frames = 0;
    filled = 0;
    resets = 0;
    told = null;
  }

  private void forget() {
    place.close();
    sequence = OptionalLong.empty();
    timestamp = -1;
    view = null;
  }

  @Override
  public void close() {
    forget();
  }
}
