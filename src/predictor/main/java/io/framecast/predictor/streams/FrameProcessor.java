package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Decoded;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Trace;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a stream in memory takes a record that has a value: what the contract says of the next frame,
 * a repeated one, a gap, another size. Where it throws, what the stream was is for the caller to
 * bring back.
 */
final class FrameProcessor {
  private final String id;
  private final FrameDecoder decoder;
  private final StateFactory states;
  private final StreamSettings settings;
  private final OutputRecords output;
  private final StateHolder holder;
  private final StreamCounters facts;
  private final WeightSwap swap;
  private @Nullable Score score;
  private boolean swapped;

  FrameProcessor(
      StreamContext own,
      FrameDecoder decoder,
      StateFactory states,
      StreamSettings settings,
      OutputRecords output) {
    this.id = own.key().id();
    this.holder = own.holder();
    this.facts = own.facts();
    this.swap = own.swap();
    this.decoder = decoder;
    this.states = states;
    this.settings = settings;
    this.output = output;
  }

  /** Of the last accepted frame, null where its prediction was not published. */
  @Nullable Score score() {
    return score;
  }

  /** Whether the last accepted frame was taken with other weights than the one before. */
  boolean swapped() {
    return swapped;
  }

  /** A good frame on its way in; {@code lost} says why the stream starts afresh with it. */
  private record Taken(
      ConsumerRecord<byte[], byte[]> record,
      FrameHeaders headers,
      Decoded decoded,
      int missing,
      @Nullable String lost) {

    Source source() {
      return Source.of(record);
    }

    @Nullable Long number() {
      return headers.sequence().isPresent() ? headers.sequence().getAsLong() : null;
    }
  }

  /**
   * Takes it, if it can be.
   *
   * @param out gets what is to be written
   */
  RecordResult take(
      ConsumerRecord<byte[], byte[]> record,
      WorkerContext desk,
      ProcessingMode mode,
      List<ProducerRecord<byte[], byte[]>> out)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    FrameHeaders headers = TextHeaders.ofFrame(record);
    FrameSequencer sequencer = facts.sequencer();
    Decision decision = sequencer.decide(headers, record.timestamp(), settings.sequencing());
    if (decision instanceof Duplicate) {
      return new RecordResult(Outcome.DUPLICATE, model(), 0, null, out);
    }
    Decoded decoded = decoder.decode(record.value(), headers.contentType());
    decision = sequencer.withSize(decision, decoded.frame());
    boolean isNew = holder.state() == null; // there is nothing to reset, nor to fill from
    String lost = decision instanceof Reset reset && !isNew ? reset.reason() : null;
    int missing = isNew ? 0 : decision.missing();
    return accept(new Taken(record, headers, decoded, missing, lost), desk, mode, out);
  }

  private RecordResult accept(
      Taken frame,
      WorkerContext desk,
      ProcessingMode mode,
      List<ProducerRecord<byte[], byte[]>> out)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    boolean isNew = holder.state() == null;
    Weights before = holder.weights();
    StreamState known = frame.lost == null ? holder.state() : null;
    Weights live = isNew ? null : swap.target(before, known, mode);
    if (live == null) {
      ModelInput.requireChannels(
          frame.decoded.frame(), before); // before it is compared with anything
    }
    Score scored =
        known != null && mode == ProcessingMode.PUBLISH && frame.missing == 0
            ? score(known, frame)
            : null;
    Stepped stepped =
        live == null
            ? withOwn(before, known, frame, desk, mode)
            : withLive(live, before, known, frame, desk, mode, out);
    StreamState next = stepped.memory;
    if (next != known) {
      holder.set(next);
    }
    String type = frame.headers.contentType();
    next.accept(frame.decoded, new RecentFrame(frame.missing, type, frame.record.value()));
    if (mode == ProcessingMode.SHED) {
      next.markUnpublished();
    }
    swapped = !isNew && !next.weights().version().equals(before.version());
    if (swapped) {
      out.add(swap.swapEvent(next.weights(), before, frame.source(), frame.lost != null));
    }
    FrameSequencer following =
        facts
            .sequencer()
            .accept(
                frame.headers,
                frame.record.timestamp(),
                frame.decoded.frame(),
                settings.sequencing());
    facts.took(frame.record.offset(), following, frame.missing, frame.lost != null);
    score = scored;
    if (mode == ProcessingMode.PUBLISH) {
      say(frame, stepped.prediction, scored, out);
    } else if (frame.lost != null) {
      out.add(reset(frame.source(), frame.lost));
    }
    Outcome outcome = mode == ProcessingMode.SHED ? Outcome.SKIPPED : Outcome.PREDICTED;
    String event = frame.lost != null ? Event.RESET : swapped ? Event.SWAP : null;
    return new RecordResult(outcome, model(), frame.missing, event, out);
  }

  /** A frame that its stream has taken: what is known then, and the prediction to publish. */
  private record Stepped(StreamState memory, @Nullable ProducerRecord<byte[], byte[]> prediction) {}

  /** With the weights that it is served with. Where they do not answer, the frame is to blame. */
  private Stepped withOwn(
      Weights own,
      @Nullable StreamState known,
      Taken frame,
      WorkerContext desk,
      ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    if (known == null) {
      Frame first = ModelInput.of(frame.decoded.frame(), own);
      return begun(states.create(own, first), frame, desk, mode);
    }
    known.snapshot(desk);
    return new Stepped(known, step(known, frame, desk, mode));
  }

  /** With the live weights; where they do not answer, with its own. */
  private Stepped withLive(
      Weights live,
      Weights own,
      @Nullable StreamState known,
      Taken frame,
      WorkerContext desk,
      ProcessingMode mode,
      List<ProducerRecord<byte[], byte[]>> out)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    Throwable found;
    try {
      return begun(swap.begin(live, known, frame.decoded.frame(), desk), frame, desk, mode);
    } catch (PoisonedFrameException
        | RefusedFrameException
        | UnservableFrameException
        | RuntimeException
        | Error e) {
      found = e;
    }
    Stepped stays = withOwn(own, known, frame, desk, mode);
    if (!Failure.wantsMemory(found)) { // there may be some for a later frame
      out.add(swap.reject(live, own, frame.source(), found));
    }
    return stays;
  }

  private Stepped begun(StreamState next, Taken frame, WorkerContext desk, ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    boolean done = false;
    try {
      Stepped stepped = new Stepped(next, step(next, frame, desk, mode));
      done = true;
      return stepped;
    } finally {
      if (!done) {
        next.close();
      }
    }
  }

  private void say(
      Taken frame,
      @Nullable ProducerRecord<byte[], byte[]> prediction,
      @Nullable Score scored,
      List<ProducerRecord<byte[], byte[]>> out) {
    if (frame.lost != null) {
      out.add(reset(frame.source(), frame.lost));
    }
    if (prediction != null) {
      out.add(prediction);
    }
    if (scored != null) {
      out.add(
          new ProducerRecord<>(
              output.topics().scores(),
              frame.record.partition(),
              StreamId.bytes(id),
              scored.toJson()));
    }
  }

  private @Nullable Score score(StreamState known, Taken frame) {
    return known.score(id, frame.number(), frame.source(), frame.decoded.frame());
  }

  /**
   * The prediction's record; null where none is published. Whether a topic takes it is asked only
   * then: a limit may change, and a frame that was accepted must be accepted again in a replay.
   */
  private @Nullable ProducerRecord<byte[], byte[]> step(
      StreamState next, Taken frame, WorkerContext desk, ProcessingMode mode)
      throws PoisonedFrameException, RefusedFrameException, UnservableFrameException {
    Step step = desk.step(next.weights());
    Frame input = ModelInput.of(frame.decoded.frame(), next.weights());
    for (int i = 0; i < frame.missing; i++) {
      next.fill(step);
    }
    Frame predicted = next.next(step, input);
    if (mode != ProcessingMode.PUBLISH) {
      return null;
    }
    Long number = frame.number();
    Source source = frame.source();
    ProducerRecord<byte[], byte[]> record =
        new Prediction(
                id,
                frame.decoded.encoding().encode(predicted),
                frame.decoded.encoding().contentType(),
                number == null ? null : number + 1,
                next.weights().version(),
                source,
                next.state().framesSeen(),
                frame.missing,
                Trace.continued(Trace.of(frame.record.headers()), source))
            .toRecord(output.topics().predictions());
    if (!output.fits(record)) {
      throw new UnservableFrameException(
          "expected a prediction that %s takes, found one of %d bytes"
              .formatted(record.topic(), record.value().length));
    }
    return record;
  }

  private String model() {
    return holder.weights().version();
  }

  private ProducerRecord<byte[], byte[]> reset(Source at, String why) {
    return output.event(new Event(Event.RESET, id, at.toString(), why + "; stream reset"));
  }
}
