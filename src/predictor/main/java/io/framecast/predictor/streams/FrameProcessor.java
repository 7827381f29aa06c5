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
import io.framecast.predictor.streams.PredictionRecords.Forecasts;
import io.framecast.topics.HeaderText;
import io.framecast.topics.PredictionScore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes a frame of a stream whose state is in memory, as {@link FrameSequencer} decides: the
 * next frame, a duplicate, one after a gap, or one that resets the stream. If it throws, the caller
 * rolls the stream back.
 */
final class FrameProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(FrameProcessor.class);

  private final StreamContext context;
  private final FrameDecoder decoder;
  private final StateFactory states;
  private final StreamSettings settings;
  private final OutputRecords output;
  private final PredictionRecords records;

  FrameProcessor(
      StreamContext context,
      FrameDecoder decoder,
      StateFactory states,
      StreamSettings settings,
      OutputRecords output) {
    this.context = context;
    this.decoder = decoder;
    this.states = states;
    this.settings = settings;
    this.output = output;
    this.records = new PredictionRecords(context.key(), output);
  }

  /**
   * Holds the result of a step.
   *
   * @param state after the step
   * @param prediction null if none is published
   * @param rejected event about live weights that failed before; null for none
   */
  private record StepResult(
      StreamState state,
      @Nullable Output prediction,
      Forecasts forecasts,
      @Nullable Output rejected) {}

  /** Steps the stream with the record's frame, unless it is a duplicate. */
  RecordResult process(
      ConsumerRecord<byte[], byte[]> record, WorkerContext worker, ProcessingMode mode)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    AcceptedFrame frame = accept(record);
    if (frame == null) {
      return RecordResult.duplicate(context.model());
    }
    StreamState current = context.holder().state();
    boolean isNew = current == null;
    Weights before = context.holder().weights();
    StreamState known = frame.isReset() ? null : current;
    Weights live = isNew ? null : context.swap().target(before, known, mode);
    if (live == null) {
      ModelInput.requireUsable(frame.decoded().frame(), before); // before the frame is scored
    }
    List<PredictionScore> scores =
        mode == ProcessingMode.PUBLISH && known != null ? scores(known, frame) : List.of();
    StepResult stepped =
        live == null
            ? stepWithCurrent(before, known, frame, worker, mode)
            : stepWithLive(live, known, frame, worker, mode);
    StreamState next = stepped.state;
    commit(frame, stepped, known, mode);
    String model = next.weights().version();
    boolean isSwapped = !isNew && !model.equals(before.version());
    List<Output> outputs = new ArrayList<>(3);
    add(outputs, stepped.rejected);
    if (isSwapped) {
      var swap = new EventDetail.Swapped(model, before.version(), frame.isReset());
      outputs.add(output.event(context.key(), frame.source(), swap));
    }
    if (frame.resetReason() != null && frame.headers().reset()) {
      LOG.debug(
          "stream {} resets at {}: {}", context.key().id(), frame.source(), frame.resetReason());
    } else if (frame.resetReason() != null) {
      var reset = new EventDetail.StreamReset(frame.resetReason());
      outputs.add(output.event(context.key(), frame.source(), reset));
    }
    add(outputs, stepped.prediction);
    scores.forEach(score -> outputs.add(output.score(context.key(), score)));
    Forecasts forecasts =
        mode == ProcessingMode.PUBLISH ? stepped.forecasts : Forecasts.NONE; // else made again
    outputs.addAll(forecasts.outputs());
    return new RecordResult(
        mode == ProcessingMode.SHED ? Outcome.SKIPPED : Outcome.PREDICTED,
        model,
        frame.isReset() ? EventType.RESET : isSwapped ? EventType.SWAP : null,
        new RecordResult.Accepted(
            frame.missing(), isSwapped, scores, forecasts.outputs().size(), forecasts.withheld()),
        outputs,
        List.of());
  }

  private static void add(List<Output> outputs, @Nullable Output one) {
    if (one != null) {
      outputs.add(one);
    }
  }

  /** Decodes and classifies the record; returns null for a duplicate. */
  private @Nullable AcceptedFrame accept(ConsumerRecord<byte[], byte[]> record)
      throws RefusedFrameException {
    FrameHeaders headers = HeaderText.ofFrame(record);
    FrameSequencer sequencer = context.counters().sequencer();
    Decision decision = sequencer.decide(headers, record.timestamp(), settings.sequencing());
    if (decision instanceof Duplicate) {
      return null;
    }
    DecodedFrame decoded = decoder.decode(record.value(), headers.contentType());
    decision = sequencer.checkSize(decision, decoded.frame());
    boolean isNew = context.holder().state() == null; // nothing to reset or to fill gaps with
    String resetReason = decision instanceof Reset reset && !isNew ? reset.reason() : null;
    int missing = isNew ? 0 : decision.missing();
    return new AcceptedFrame(record, headers, decoded, missing, resetReason);
  }

  /** Updates the stream's state and counters after an accepted frame. */
  private void commit(
      AcceptedFrame frame, StepResult stepped, @Nullable StreamState known, ProcessingMode mode)
      throws UnservableFrameException {
    StreamState next = stepped.state;
    PendingForecasts before = known == null ? PendingForecasts.NONE : known.forecasts();
    if (next != known) {
      context.holder().set(next);
    }
    ConsumerRecord<byte[], byte[]> record = frame.record();
    next.accept(
        frame.decoded(),
        new RecentFrame(frame.missing(), frame.headers().contentType(), record.value()),
        before.after(frame.missing(), stepped.forecasts.pending()));
    if (mode.isShed()) {
      next.markUnpublished();
    }
    FrameSequencer following =
        context
            .counters()
            .sequencer()
            .accept(
                frame.headers(),
                record.timestamp(),
                frame.decoded().frame(),
                settings.sequencing());
    context.counters().recordAccepted(record.offset(), following, frame.missing(), frame.isReset());
  }

  /** Steps with the stream's current weights; throws if they fail, and the frame is rejected. */
  private StepResult stepWithCurrent(
      Weights current,
      @Nullable StreamState known,
      AcceptedFrame frame,
      WorkerContext worker,
      ProcessingMode mode)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    if (known == null) {
      Frame first = ModelInput.of(frame.decoded().frame(), current);
      return stepOrClose(states.create(current, first), frame, worker, mode);
    }
    known.snapshot(worker);
    return step(known, frame, worker, mode);
  }

  /** Steps with the live weights; if they fail, with the stream's current weights. */
  private StepResult stepWithLive(
      Weights live,
      @Nullable StreamState known,
      AcceptedFrame frame,
      WorkerContext worker,
      ProcessingMode mode)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    Throwable failure;
    try {
      StreamState candidate =
          context.swap().createState(live, known, frame.decoded().frame(), worker);
      return stepOrClose(candidate, frame, worker, mode);
    } catch (NonFinitePredictionException
        | RefusedFrameException
        | UnservableFrameException
        | RuntimeException
        | Error e) {
      failure = e;
    }
    Weights current = context.holder().weights();
    StepResult fallback = stepWithCurrent(current, known, frame, worker, mode);
    if (Failure.isMemoryShortage(failure)) { // a later frame tries them again
      return fallback;
    }
    EventDetail rejected = context.swap().reject(live, current, failure);
    return new StepResult(
        fallback.state,
        fallback.prediction,
        fallback.forecasts,
        output.event(context.key(), frame.source(), rejected));
  }

  private StepResult stepOrClose(
      StreamState next, AcceptedFrame frame, WorkerContext worker, ProcessingMode mode)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    boolean isDone = false;
    try {
      StepResult stepped = step(next, frame, worker, mode);
      isDone = true;
      return stepped;
    } finally {
      if (!isDone) {
        next.close();
      }
    }
  }

  /**
   * Fills in missing frames and steps with the frame. The prediction's size is checked only if it
   * is published: a size limit may change, but a replay must accept every frame that was accepted.
   * Forecasts are made in a replay too, as their truth may arrive after it.
   */
  private StepResult step(
      StreamState next, AcceptedFrame frame, WorkerContext worker, ProcessingMode mode)
      throws NonFinitePredictionException, RefusedFrameException, UnservableFrameException {
    Step step = worker.step(next.weights());
    Frame input = ModelInput.of(frame.decoded().frame(), next.weights());
    for (int i = 0; i < frame.missing(); i++) {
      next.fill(step);
    }
    int horizons = context.horizons(mode);
    List<Frame> predicted = next.predict(step, input, horizons);
    Output prediction =
        mode == ProcessingMode.PUBLISH ? records.next(frame, next, predicted.get(0)) : null;
    return new StepResult(
        next, prediction, records.forecasts(frame, next, predicted, horizons), null);
  }

  /** Returns the scores of the predictions of this frame, that of the shortest lead first. */
  private List<PredictionScore> scores(StreamState known, AcceptedFrame frame) {
    List<PredictionScore> scores = new ArrayList<>();
    Scorer scorer = new Scorer(context.key().id(), frame);
    if (frame.missing() == 0) {
      PredictionScore next = known.score(scorer);
      if (next != null) {
        scores.add(next);
      }
    }
    known.forecasts().of(frame.decoded().frame(), frame.missing()).stream()
        .map(scorer::score)
        .forEach(scores::add);
    return scores;
  }
}
