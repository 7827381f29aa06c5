package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * How a stream comes to be served with the live weights, at one of its frames. Where they lead that
 * frame to no answer but the stream's own do, it stays with its own, and does not try those live
 * ones again.
 */
final class WeightSwap {
  private final WeightsPool weights;
  private final StateFactory states;
  private String rejectedVersion = ""; // live weights that did not answer a frame of this stream

  WeightSwap(WeightsPool weights, StateFactory states) {
    this.weights = weights;
    this.states = states;
  }

  /** Live weights that did not answer a frame of this stream; empty for none. */
  String rejectedVersion() {
    return rejectedVersion;
  }

  /** These are so again, whatever was found since. */
  void rollback(String before) {
    rejectedVersion = before;
  }

  /**
   * The live weights, where the next frame is to be tried with them; null where the stream goes on
   * as it is. It does while it is replayed: what it was served with then is written down.
   *
   * @param known what is to be primed; null where the stream starts afresh, which costs nothing
   */
  @Nullable Weights target(Weights own, @Nullable StreamState known, ProcessingMode mode) {
    Weights live = weights.live();
    boolean stays =
        mode == ProcessingMode.REPLAY
            || live.version().equals(own.version())
            || live.version().equals(rejectedVersion)
            || (known != null && !weights.budget().isAvailable());
    return stays ? null : live;
  }

  /** What the live weights know before this frame. */
  StreamState begin(Weights live, @Nullable StreamState known, Frame frame, WorkerContext worker)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
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

  /** Rejects weights for this stream: its own weights have taken a frame that they did not. */
  EventDetail reject(Weights live, Weights own, Throwable found) {
    rejectedVersion = live.version();
    return new EventDetail.WeightsRejected(live.version(), own.version(), Failure.describe(found));
  }
}
