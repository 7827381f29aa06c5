package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a stream knows of its frames: the network's state, its last frame and prediction, and its
 * last few frames as they came. A step either succeeds or leaves it to be given back what it was.
 */
final class StreamState implements AutoCloseable {

  /** An object, its references, an array's header: what a recent frame takes beside its bytes. */
  private static final int RECENT_OVERHEAD = 80;

  private final WeightsPool pool;
  private final Weights weights;
  private final State state;
  private final RecentLimits limits;
  private final Deque<RecentFrame> recent = new ArrayDeque<>(1);
  private @Nullable Frame last;
  private @Nullable Frame prediction;
  private @Nullable Encoding published; // of the prediction; null where it was not
  private long recentBytes; // of a checkpoint, for the recent frames
  private @Nullable Kept kept;

  /** Beside the state, what it was when {@link #snapshot} was called. */
  private record Kept(
      List<RecentFrame> recent,
      long recentBytes,
      @Nullable Frame last,
      @Nullable Frame prediction,
      @Nullable Encoding published) {}

  /**
   * Limits the recent frames.
   *
   * @param bytes of a checkpoint that they may take
   */
  record RecentLimits(int frames, long bytes) {}

  /** Of weights that it acquires from the pool until it is closed. */
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

  /** The stream's last frames, oldest first. */
  List<RecentFrame> recent() {
    return List.copyOf(recent);
  }

  State state() {
    return state;
  }

  /** What it takes, off-heap and on, in bytes. */
  long size() {
    long bytes = state.bytes();
    for (Frame frame : new Frame[] {last, prediction}) {
      bytes += frame == null ? 0 : (long) Float.BYTES * frame.pixels().length;
    }
    return bytes + recentBytes + (long) RECENT_OVERHEAD * recent.size();
  }

  /** Becomes what a checkpoint says of the last frame and the prediction after it. */
  void restore(DecodedFrame newest, Frame next, boolean isPublished) {
    last = newest.frame();
    prediction = next;
    published = isPublished ? newest.encoding() : null;
  }

  boolean hasPrediction() {
    return prediction != null;
  }

  /** As a checkpoint holds it, while nothing steps. */
  Content content() {
    Frame next = prediction;
    if (next == null) {
      throw new IllegalStateException("expected a stream with a prediction, found a new one");
    }
    return new Content(
        state.height(),
        state.width(),
        state.framesSeen(),
        published != null,
        next.pixels(),
        recent,
        new Numbers.LiveState(state));
  }

  /** What changes from here on, {@link #rollback} undoes and {@link #commit} makes final. */
  void snapshot(WorkerContext worker) {
    worker.saveState(state);
    kept = new Kept(List.copyOf(recent), recentBytes, last, prediction, published);
  }

  /** Nothing is to be undone. */
  void commit() {
    kept = null;
  }

  /**
   * Becomes what it was at {@link #snapshot}, if that was called since the last {@link #commit}.
   */
  void rollback(WorkerContext worker) {
    Kept before = kept;
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
    kept = null;
  }

  /** Takes the stream's own prediction for a frame that is missing. */
  void fill(Step step) throws PoisonedFrameException {
    Frame missing = prediction;
    if (missing == null) {
      throw new IllegalStateException("expected a prediction to fill in, found a new stream");
    }
    prediction = finite(step.next(state, missing));
  }

  /**
   * How good the published prediction of this frame was; null where none was published: at a
   * stream's first frame, and after a gap. Pixels are those a reader of both topics decodes.
   */
  @Nullable PredictionScore score(
      String stream, @Nullable Long sequence, RecordPosition source, Frame frame) {
    if (published == null || prediction == null || last == null) {
      return null;
    }
    if (!prediction.isConvertibleTo(frame.channels()) || !last.isConvertibleTo(frame.channels())) {
      return null; // of other weights: these could not have predicted a frame like this one
    }
    Frame expected = published.quantize(prediction).withChannels(frame.channels());
    double mse = FrameMetrics.mse(expected, frame);
    OptionalDouble skill = FrameMetrics.skill(expected, frame, last.withChannels(frame.channels()));
    return new PredictionScore(
        stream,
        sequence,
        source.toString(),
        weights.version(),
        mse,
        FrameMetrics.mae(expected, frame),
        FrameMetrics.bce(expected, frame),
        FrameMetrics.ssim(expected, frame),
        skill.isPresent() ? skill.getAsDouble() : null);
  }

  /**
   * Takes one frame and returns the raw prediction of the next.
   *
   * @param input the frame in the model's channels
   */
  Frame next(Step step, Frame input) throws PoisonedFrameException {
    Frame next = finite(step.next(state, input));
    prediction = next;
    return next;
  }

  /** The frame of the last {@link #next} is taken, its prediction published. */
  void accept(DecodedFrame decoded, RecentFrame one) throws UnservableFrameException {
    long bytes = FrameCapacity.ofRecent(one);
    if (bytes > limits.bytes()) {
      throw new UnservableFrameException(
          "expected a frame of at most %d bytes beside its state in a checkpoint, found %d"
              .formatted(limits.bytes(), bytes));
    }
    while (!recent.isEmpty()
        && (recent.size() >= limits.frames() || recentBytes + bytes > limits.bytes())) {
      recentBytes -= FrameCapacity.ofRecent(recent.removeFirst());
    }
    remember(one);
    last = decoded.frame();
    published = decoded.encoding();
  }

  /** Adds a frame that a checkpoint holds. */
  void remember(RecentFrame one) {
    recent.addLast(one);
    recentBytes += FrameCapacity.ofRecent(one);
  }

  /** The prediction is not published after all: nobody can be told how good it was. */
  void markUnpublished() {
    published = null;
  }

  /** A state is finite as long as its predictions are: a test holds the network to it. */
  private static Frame finite(Frame prediction) throws PoisonedFrameException {
    for (float pixel : prediction.pixels()) {
      if (!Float.isFinite(pixel)) {
        throw new PoisonedFrameException("expected a finite prediction, found " + pixel);
      }
    }
    return prediction;
  }

  @Override
  public void close() {
    pool.release(weights);
    state.close();
  }
}
