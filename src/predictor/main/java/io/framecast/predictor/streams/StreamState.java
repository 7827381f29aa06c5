package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.topics.PredictionScore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Holds the network's state of a stream, its last frame and prediction, its last few frames as
 * received, and its forecasts that are not scored yet. After a failed step, {@link #rollback}
 * restores the snapshot.
 */
final class StreamState implements AutoCloseable {

  /** Bytes of a recent frame beside its value: an object, its references and an array's header. */
  private static final int RECENT_OVERHEAD = 80;

  private final WeightsPool pool;
  private final Weights weights;
  private final State state;
  private final RecentLimits limits;
  private final Deque<RecentFrame> recent = new ArrayDeque<>(1);
  private @Nullable Frame last;
  private @Nullable Frame prediction;
  private @Nullable Encoding published; // encoding of a published prediction, else null
  private long recentBytes; // what the recent frames take in a checkpoint
  private PendingForecasts forecasts = PendingForecasts.NONE;
  private @Nullable StateSnapshot snapshot;

  /** Holds the fields at {@link #snapshot}; the worker holds the copy of the state. */
  private record StateSnapshot(
      List<RecentFrame> recent,
      long recentBytes,
      @Nullable Frame last,
      @Nullable Frame prediction,
      @Nullable Encoding published,
      PendingForecasts forecasts) {}

  /**
   * Limits the recent frames that are kept.
   *
   * @param frames the most frames
   * @param bytes the most bytes of a checkpoint that they and the pending forecasts may take
   */
  record RecentLimits(int frames, long bytes) {}

  /** Acquires the weights from the pool; {@link #close} releases them. */
  StreamState(WeightsPool pool, Weights weights, State state, RecentLimits limits) {
    this.pool = pool;
    this.weights = weights;
    this.state = state;
    this.limits = limits;
    pool.acquire(weights);
  }

  Weights weights() {
    return weights;
  }

  /** Returns the stream's last frames, oldest first. */
  List<RecentFrame> recent() {
    return List.copyOf(recent);
  }

  State state() {
    return state;
  }

  /** Returns the bytes that it takes, off-heap and on the heap. */
  long size() {
    return state.bytes() + heapBytes();
  }

  /** Returns the bytes that it takes on the heap. */
  long heapBytes() {
    long bytes = 0;
    for (Frame frame : new Frame[] {last, prediction}) {
      bytes += frame == null ? 0 : (long) Float.BYTES * frame.pixels().length;
    }
    return bytes + recentBytes + (long) RECENT_OVERHEAD * recent.size() + forecasts.bytes();
  }

  /** Returns the published forecasts that are not scored yet. */
  PendingForecasts forecasts() {
    return forecasts;
  }

  /** Replaces the pending forecasts, by those of the stream's earlier state. */
  void keep(PendingForecasts pending) {
    forecasts = pending;
  }

  /** Restores the last frame and the prediction after it from a checkpoint. */
  void restore(DecodedFrame newest, Frame next, boolean isPublished) {
    last = newest.frame();
    prediction = next;
    published = isPublished ? newest.encoding() : null;
  }

  boolean hasPrediction() {
    return prediction != null;
  }

  /** Returns the content of a checkpoint, valid until the next step. */
  Content content() {
    Frame next = prediction;
    if (next == null) {
      throw new IllegalStateException("a new stream has no prediction to write");
    }
    return new Content(
        state.height(),
        state.width(),
        state.framesSeen(),
        published != null,
        next.pixels(),
        recent,
        new Numbers.LiveState(state),
        forecasts.all());
  }

  /** Takes a snapshot, which {@link #rollback} restores and {@link #commit} drops. */
  void snapshot(WorkerContext worker) {
    worker.saveState(state);
    snapshot =
        new StateSnapshot(List.copyOf(recent), recentBytes, last, prediction, published, forecasts);
  }

  /** Drops the snapshot. */
  void commit() {
    snapshot = null;
  }

  /** Restores the snapshot; without one since the last {@link #commit}, changes nothing. */
  void rollback(WorkerContext worker) {
    StateSnapshot before = snapshot;
    if (before == null) {
      return;
    }
    worker.restoreState(state);
    recent.clear();
    recent.addAll(before.recent);
    recentBytes = before.recentBytes;
    last = before.last;
    prediction = before.prediction;
    published = before.published;
    forecasts = before.forecasts;
    snapshot = null;
  }

  /** Steps with the stream's own prediction in place of a missing frame. */
  void fill(Step step) throws NonFinitePredictionException {
    Frame missing = prediction;
    if (missing == null) {
      throw new IllegalStateException("a new stream has no prediction to fill a gap with");
    }
    prediction = predict(step, missing, 1).get(0);
  }

  /**
   * Returns the score of the published prediction of this frame; null if none was published, as at
   * a stream's first frame and after a gap. It compares the pixels that a reader of both topics
   * decodes.
   */
  @Nullable PredictionScore score(Scorer scorer) {
    if (published == null || prediction == null || last == null) {
      return null;
    }
    Frame frame = scorer.frame();
    if (!prediction.isConvertibleTo(frame.channels()) || !last.isConvertibleTo(frame.channels())) {
      return null; // other weights predicted frames of other channels
    }
    Frame expected = published.quantize(prediction).withChannels(frame.channels());
    return scorer.score(expected, last.withChannels(frame.channels()), weights.version(), 1);
  }

  /**
   * Steps with one frame and returns the raw predictions of the next ones, up to the first that is
   * not finite.
   *
   * @param input the frame in the model's channels
   * @param most how many frames to predict
   * @return at least the prediction of the next frame
   */
  List<Frame> predict(Step step, Frame input, int most) throws NonFinitePredictionException {
    float[][] pixels = new float[most][input.pixels().length];
    step.forecast(state, input.pixels(), pixels);
    List<Frame> predicted = new ArrayList<>(most);
    for (float[] next : pixels) {
      OptionalInt odd = firstNonFinite(next);
      if (odd.isPresent() && predicted.isEmpty()) {
        throw new NonFinitePredictionException(
            "expected a finite prediction, found " + next[odd.getAsInt()]);
      }
      if (odd.isPresent()) {
        break;
      }
      predicted.add(new Frame(input.height(), input.width(), input.channels(), next));
    }
    prediction = predicted.get(0);
    return predicted;
  }

  /**
   * Keeps the frame of the last {@link #predict}, whose prediction is published.
   *
   * @param pending the forecasts that are not scored with this frame
   */
  void accept(DecodedFrame decoded, RecentFrame one, PendingForecasts pending)
      throws UnservableFrameException {
    long forecastBytes = pending.bytes();
    long bytes = FrameCapacity.recentBytes(one);
    long most = limits.bytes() - forecastBytes;
    if (bytes > most) {
      throw new UnservableFrameException(
          String.format(
              Locale.ROOT,
              "expected a frame of at most %d bytes beside its state in a checkpoint, found %d",
              Math.max(0, most),
              bytes));
    }
    while (!recent.isEmpty() && (recent.size() >= limits.frames() || recentBytes + bytes > most)) {
      recentBytes -= FrameCapacity.recentBytes(recent.removeFirst());
    }
    addRecent(one);
    last = decoded.frame();
    published = decoded.encoding();
    forecasts = pending;
  }

  /** Adds a frame to the recent ones. */
  void addRecent(RecentFrame one) {
    recent.addLast(one);
    recentBytes += FrameCapacity.recentBytes(one);
  }

  /** Marks that the prediction is not published, so that it is not scored. */
  void markUnpublished() {
    published = null;
  }

  /**
   * Returns the index of a pixel that is not finite. As a test shows, a state is finite if its
   * prediction of the next frame is.
   */
  private static OptionalInt firstNonFinite(float[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      if (!Float.isFinite(pixels[i])) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public void close() {
    pool.release(weights);
    state.close();
  }
}
