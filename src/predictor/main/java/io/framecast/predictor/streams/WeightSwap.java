package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Swaps a stream to the live weights at one of its frames. If the live weights fail on that frame
 * and the stream's current ones do not, the stream keeps its current ones and does not try that
 * live version again.
 */
final class WeightSwap {
  private final WeightsPool weights;
  private final StateFactory states;
  private String rejectedVersion = "";

  WeightSwap(WeightsPool weights, StateFactory states) {
    this.weights = weights;
    this.states = states;
  }

  /** Returns the live version that failed on a frame of this stream; empty for none. */
  String rejectedVersion() {
    return rejectedVersion;
  }

  /** Restores an earlier rejected version. */
  void rollback(String before) {
    rejectedVersion = before;
  }

  /**
   * Returns the live weights if the next frame should be tried with them; null if the stream keeps
   * its current ones. It keeps them in a replay, as its checkpoints record every swap.
   *
   * @param known the state to prime from; null if the stream restarts, which costs no time
   */
  @Nullable Weights target(Weights current, @Nullable StreamState known, ProcessingMode mode) {
    Weights live = weights.live();
    boolean stays =
        mode.isReplay()
            || live.version().equals(current.version())
            || live.version().equals(rejectedVersion)
            || (known != null && !weights.budget().isAvailable());
    return stays ? null : live;
  }

  /** Returns the state of the live weights before this frame. */
  StreamState createState(
      Weights live, @Nullable StreamState known, Frame frame, WorkerContext worker)
      throws RefusedFrameException, NonFinitePredictionException, UnservableFrameException {
    if (known == null) {
      return states.create(live, ModelInput.of(frame, live));
    }
    long begin = System.nanoTime();
    try {
      return states.prime(live, known.recent(), worker);
    } finally {
      weights.budget().charge(System.nanoTime() - begin);
    }
  }

  /** Rejects live weights that failed on a frame that the stream's current weights accepted. */
  EventDetail reject(Weights live, Weights current, Throwable failure) {
    rejectedVersion = live.version();
    return new EventDetail.WeightsRejected(
        live.version(), current.version(), Failure.describe(failure));
  }
}
