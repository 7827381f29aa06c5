package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TraceContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Processes a frame of a stream whose state is in memory, as {@link FrameSequencer} decides: the
 * next frame, a duplicate, one after a gap, or one that resets the stream. Where it throws, the
 * caller brings back what the stream was.
 */
final class FrameProcessor {
  private final StreamContext own;
  private final FrameDecoder decoder;
  private final StateFactory states;
  private final StreamSettings settings;
  private final OutputRecords output;

  FrameProcessor(
      StreamContext own,
      FrameDecoder decoder,
      StateFactory states,
      StreamSettings settings,
      OutputRecords output) {
    this.own = own;
    this.decoder = decoder;
    this.states = states;
    this.settings = settings;
    this.output = output;
  }

  /**
   * A frame that is to be accepted.
   *
   * @param missing frames before it, to be filled in
   * @param resetReason null where the stream goes on
   */
  private record AcceptedFrame(
      ConsumerRecord<byte[], byte[]> record,
      FrameHeaders headers,
      DecodedFrame decoded,
      int missing,
      @Nullable String resetReason) {

    RecordPosition source() {
      return RecordPosition.of(record);
    }

    boolean isReset() {
      return resetReason != null;
    }

    @Nullable Long number() {
      return headers.sequence().isPresent() ? headers.sequence().getAsLong() : null;
    }
  }

  /**
   * A step.
   *
   * @param state after it
   * @param prediction null where none is published
   * @param rejected live weights that were tried before; null for none
   */
  private record Stepped(
      StreamState state, @Nullable Output prediction, @Nullable Output rejected) {}

  /** Steps the stream with the record's frame, unless it is a duplicate. */
  RecordResult process(
      ConsumerRecord<byte[], byte[]> record, WorkerContext worker, ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    AcceptedFrame frame = accept(record);
    if (frame == null) {
      return RecordResult.duplicate(own.model());
    }
    StreamState current = own.holder().state();
    boolean isNew = current == null;
    Weights before = own.holder().weights();
    StreamState known = frame.isReset() ? null : current;
    Weights live = isNew ? null : own.swap().target(before, known, mode);
    if (live == null) {
      ModelInput.requireChannels(frame.decoded.frame(), before); // before it is compared
    }
    PredictionScore score = mode == ProcessingMode.PUBLISH ? score(known, frame) : null;
    Stepped stepped =
        live == null
            ? stepWithCurrent(before, known, frame, worker, mode)
            : stepWithLive(live, known, frame, worker, mode);
    StreamState next = stepped.state;
    commit(frame, next, known, mode);
    String model = next.weights().version();
    boolean isSwapped = !isNew && !model.equals(before.version());
    List<Output> outputs = new ArrayList<>(3);
    add(outputs, stepped.rejected);
    if (isSwapped) {
      var swap = new EventDetail.Swapped(model, before.version(), frame.isReset());
      outputs.add(output.event(own.key(), frame.source(), swap));
    }
    if (frame.resetReason != null) {
      var reset = new EventDetail.Reset(frame.resetReason);
      outputs.add(output.event(own.key(), frame.source(), reset));
    }
    add(outputs, stepped.prediction);
    add(outputs, score == null ? null : output.score(own.key(), score));
    return new RecordResult(
        mode == ProcessingMode.SHED ? Outcome.SKIPPED : Outcome.PREDICTED,
        model,
        frame.isReset() ? EventType.RESET : isSwapped ? EventType.SWAP : null,
        new RecordResult.Accepted(frame.missing, isSwapped, score),
        outputs);
  }

  private static void add(List<Output> outputs, @Nullable Output one) {
    if (one != null) {
      outputs.add(one);
    }
  }

  /** Decides what the record is; returns null for a duplicate. */
  private @Nullable AcceptedFrame accept(ConsumerRecord<byte[], byte[]> record)
      throws RefusedFrameException {
    FrameHeaders headers = HeaderText.ofFrame(record);
    FrameSequencer sequencer = own.counters().sequencer();
    Decision decision = sequencer.decide(headers, record.timestamp(), settings.sequencing());
    if (decision instanceof Duplicate) {
      return null;
    }
    DecodedFrame decoded = decoder.decode(record.value(), headers.contentType());
    decision = sequencer.checkSize(decision, decoded.frame());
    boolean isNew = own.holder().state() == null; // there is nothing to reset, nor to fill from
    String resetReason = decision instanceof Reset reset && !isNew ? reset.reason() : null;
    int missing = isNew ? 0 : decision.missing();
    return new AcceptedFrame(record, headers, decoded, missing, resetReason);
  }

  /** Takes note of the frame: the stream's state and counters are those after it. */
  private void commit(
      AcceptedFrame frame, StreamState next, @Nullable StreamState known, ProcessingMode mode)
      throws UnservableFrameException {
    if (next != known) {
      own.holder().set(next);
    }
    ConsumerRecord<byte[], byte[]> record = frame.record;
    next.accept(
        frame.decoded, new RecentFrame(frame.missing, frame.headers.contentType(), record.value()));
    if (mode == ProcessingMode.SHED) {
      next.markUnpublished();
    }
    FrameSequencer following =
        own.counters()
            .sequencer()
            .accept(
                frame.headers, record.timestamp(), frame.decoded.frame(), settings.sequencing());
    own.counters().recordAccepted(record.offset(), following, frame.missing, frame.isReset());
  }

  /** Steps with the weights of the stream; where they fail, the frame is rejected. */
  private Stepped stepWithCurrent(
      Weights current,
      @Nullable StreamState known,
      AcceptedFrame frame,
      WorkerContext worker,
      ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    if (known == null) {
      Frame first = ModelInput.of(frame.decoded.frame(), current);
      return stepOrClose(states.create(current, first), frame, worker, mode);
    }
    known.snapshot(worker);
    return step(known, frame, worker, mode);
  }

  /** Steps with the live weights; where they fail, with those of the stream. */
  private Stepped stepWithLive(
      Weights live,
      @Nullable StreamState known,
      AcceptedFrame frame,
      WorkerContext worker,
      ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    Throwable found;
    try {
      StreamState begun = own.swap().begin(live, known, frame.decoded.frame(), worker);
      return stepOrClose(begun, frame, worker, mode);
    } catch (PoisonedFrameException
        | RefusedFrameException
        | UnservableFrameException
        | RuntimeException
        | Error e) {
      found = e;
    }
    Weights current = own.holder().weights();
    Stepped stays = stepWithCurrent(current, known, frame, worker, mode);
    if (Failure.wantsMemory(found)) { // there may be some for a later frame
      return stays;
    }
    EventDetail rejected = own.swap().reject(live, current, found);
    return new Stepped(
        stays.state, stays.prediction, output.event(own.key(), frame.source(), rejected));
  }

  private Stepped stepOrClose(
      StreamState next, AcceptedFrame frame, WorkerContext worker, ProcessingMode mode)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    boolean isDone = false;
    try {
      Stepped stepped = step(next, frame, worker, mode);
      isDone = true;
      return stepped;
    } finally {
      if (!isDone) {
        next.close();
      }
    }
  }

  /**
   * Steps. Whether a topic takes the prediction is asked only where it is published: a limit may
   * change, and a frame that was accepted must be accepted again in a replay.
   */
  private Stepped step(
      StreamState next, AcceptedFrame frame, WorkerContext worker, ProcessingMode mode)
      throws PoisonedFrameException, RefusedFrameException, UnservableFrameException {
    Step step = worker.step(next.weights());
    Frame input = ModelInput.of(frame.decoded.frame(), next.weights());
    for (int i = 0; i < frame.missing; i++) {
      next.fill(step);
    }
    Frame predicted = next.next(step, input);
    Output prediction = mode == ProcessingMode.PUBLISH ? prediction(next, frame, predicted) : null;
    return new Stepped(next, prediction, null);
  }

  private Output prediction(StreamState next, AcceptedFrame frame, Frame predicted)
      throws UnservableFrameException {
    Long number = frame.number();
    RecordPosition source = frame.source();
    ProducerRecord<byte[], byte[]> record =
        new Prediction(
                own.key().id(),
                frame.decoded.encoding().encode(predicted),
                frame.decoded.encoding().contentType(),
                number == null ? null : number + 1,
                next.weights().version(),
                source,
                next.state().framesSeen(),
                frame.missing,
                TraceContext.childSpan(TraceContext.of(frame.record.headers()), source))
            .toRecord(output.topics().predictions());
    if (!output.fits(record)) {
      throw new UnservableFrameException(
          "expected a prediction that %s takes, found one of %d bytes"
              .formatted(record.topic(), record.value().length));
    }
    return Output.silent(record);
  }

  /** Scores the prediction of this frame, null where there is none. */
  private @Nullable PredictionScore score(@Nullable StreamState known, AcceptedFrame frame) {
    return known == null || frame.missing > 0
        ? null
        : known.score(own.key().id(), frame.number(), frame.source(), frame.decoded.frame());
  }
}
