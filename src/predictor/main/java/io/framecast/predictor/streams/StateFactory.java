package io.framecast.predictor.streams;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import io.framecast.predictor.checkpoints.RecentFrame;
import java.util.List;
import java.util.Locale;

/** Creates the states of streams: new ones, from checkpoints, or from a stream's last frames. */
final class StateFactory {
  private final WeightsPool pool;
  private final FrameDecoder decoder;
  private final FrameCapacity capacity;
  private final int primingFrames;

  StateFactory(WeightsPool pool, FrameDecoder decoder, FrameCapacity capacity, int primingFrames) {
    this.pool = pool;
    this.decoder = decoder;
    this.capacity = capacity;
    this.primingFrames = primingFrames;
  }

  /** Returns a zero state for a stream with this first frame, without a step with the frame. */
  StreamState create(Weights weights, Frame first) throws UnservableFrameException {
    Configuration configuration = weights.configuration();
    capacity.check(configuration, first);
    return of(weights, State.zero(configuration, first.height(), first.width()));
  }

  private StreamState of(Weights weights, State state) {
    long bytes = capacity.maxRecentBytes(weights.configuration(), state.height(), state.width());
    return new StreamState(
        pool, weights, state, new StreamState.RecentLimits(primingFrames, bytes));
  }

  /** Returns the state in a checkpoint's content, which these weights must have written. */
  StreamState read(Weights weights, Content content) throws InvalidCheckpointException {
    try {
      Numbers.SerializedState numbers = (Numbers.SerializedState) content.state();
      Configuration configuration = weights.configuration();
      int height = content.height();
      int width = content.width();
      List<RecentFrame> recent = List.copyOf(content.recent());
      DecodedFrame newest = decode(recent.get(recent.size() - 1));
      Frame prediction = new Frame(height, width, configuration.channels(), content.prediction());
      if (newest.frame().height() != height || newest.frame().width() != width) {
        throw new InvalidCheckpointException(
            String.format(
                Locale.ROOT,
                "expected a last frame of %dx%d, found one of %dx%d",
                height,
                width,
                newest.frame().height(),
                newest.frame().width()));
      }
      StreamState restored =
          of(
              weights,
              State.read(
                  configuration, height, width, content.framesSeen(), numbers.bytes().duplicate()));
      recent.forEach(restored::addRecent);
      restored.restore(newest, prediction, content.published());
      restored.keep(new PendingForecasts(content.forecasts()));
      return restored;
    } catch (OffHeapExhaustedException e) {
      throw e;
    } catch (RuntimeException | RefusedFrameException e) {
      throw new InvalidCheckpointException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns a new state of these weights after steps with these frames, oldest first. */
  StreamState prime(Weights weights, List<RecentFrame> frames, WorkerContext worker)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    DecodedFrame first = decode(frames.get(0));
    StreamState state = create(weights, ModelInput.of(first.frame(), weights));
    boolean isPrimed = false;
    try {
      Step step = worker.step(weights);
      for (RecentFrame one : frames) {
        for (int k = 0; k < one.filled() && state.hasPrediction(); k++) {
          state.fill(step);
        }
        DecodedFrame decoded = decode(one);
        List<Frame> ignored = state.predict(step, ModelInput.of(decoded.frame(), weights), 1);
        state.accept(decoded, one, PendingForecasts.NONE);
      }
      state.markUnpublished();
      isPrimed = true;
      return state;
    } finally {
      if (!isPrimed) {
        state.close();
      }
    }
  }

  private DecodedFrame decode(RecentFrame one) throws RefusedFrameException {
    return decoder.decode(one.value(), one.contentType());
  }
}
