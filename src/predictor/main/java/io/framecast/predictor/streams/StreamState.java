package io.framecast.predictor.streams;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.NoRoomException;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Decoded;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.frames.RefusedFrameException;
import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.RecentFrame;
import io.framecast.predictor.checkpoints.RefusedCheckpointException;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
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

  private final StreamFactory serving;
  private final Weights weights;
  private final State state;
  private final long room; // of a checkpoint, for recent frames
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

  private StreamState(StreamFactory serving, Weights weights, State state) {
    this.serving = serving;
    this.weights = weights;
    this.state = state;
    this.room =
        FrameCapacity.ofRecent(serving, weights.configuration(), state.height(), state.width());
    serving.weights().took(weights);
  }

  /** Of a stream that begins with this frame, which is not taken yet. */
  static StreamState create(StreamFactory serving, Weights weights, Frame first)
      throws UnservableFrameException {
    Configuration configuration = weights.configuration();
    FrameCapacity.check(serving, configuration, first);
    return new StreamState(
        serving, weights, State.zero(configuration, first.height(), first.width()));
  }

  /** What a checkpoint of these very weights says. */
  static StreamState read(StreamFactory serving, Weights weights, Content content)
      throws RefusedCheckpointException {
    try {
      Numbers.SerializedState numbers = (Numbers.SerializedState) content.state();
      int height = content.height();
      int width = content.width();
      int channels = weights.configuration().channels();
      ArrayDeque<RecentFrame> recent = new ArrayDeque<>(content.recent());
      Decoded newest = decode(serving, recent.getLast());
      Frame prediction = new Frame(height, width, channels, content.prediction());
      if (newest.frame().height() != height || newest.frame().width() != width) {
        throw new RefusedCheckpointException(
            "expected a last frame of %dx%d, found one of %dx%d"
                .formatted(height, width, newest.frame().height(), newest.frame().width()));
      }
      StreamState memory =
          new StreamState(
              serving,
              weights,
              State.read(
                  weights.configuration(),
                  height,
                  width,
                  content.framesSeen(),
                  numbers.bytes().duplicate()));
      for (RecentFrame one : recent) {
        memory.remember(one);
      }
      memory.prediction = prediction;
      memory.last = newest.frame();
      memory.published = content.published() ? newest.encoding() : null;
      return memory;
    } catch (NoRoomException e) {
      throw e;
    } catch (RuntimeException | RefusedFrameException e) {
      throw new RefusedCheckpointException(String.valueOf(e.getMessage()));
    }
  }

  /** A new state of these weights that has seen these frames, oldest first. */
  static StreamState prime(
      StreamFactory serving, Weights weights, List<RecentFrame> frames, WorkerContext desk)
      throws RefusedFrameException, PoisonedFrameException, UnservableFrameException {
    Decoded first = decode(serving, frames.get(0));
    StreamState memory = create(serving, weights, StreamFactory.forModel(first.frame(), weights));
    boolean primed = false;
    try {
      Step step = desk.step(weights);
      for (RecentFrame one : frames) {
        for (int k = 0; k < one.filled() && memory.prediction != null; k++) {
          memory.fill(step);
        }
        Decoded decoded = decode(serving, one);
        memory.next(step, decoded, StreamFactory.forModel(decoded.frame(), weights), one);
      }
      memory.markUnpublished();
      primed = true;
      return memory;
    } finally {
      if (!primed) {
        memory.close();
      }
    }
  }

  private static Decoded decode(StreamFactory serving, RecentFrame one)
      throws RefusedFrameException {
    return serving.decoder().decode(one.value(), one.contentType());
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
  void snapshot(WorkerContext desk) {
    desk.saveState(state);
    kept = new Kept(List.copyOf(recent), recentBytes, last, prediction, published);
  }

  /** Nothing is to be undone. */
  void commit() {
    kept = null;
  }

  /**
   * Becomes what it was at {@link #snapshot}, if that was called since the last {@link #commit}.
   */
  void rollback(WorkerContext desk) {
    Kept before = kept;
    if (before == null) {
      return;
    }
    desk.restoreState(state);
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
  @Nullable Score score(String stream, @Nullable Long sequence, Source source, Frame frame) {
    if (published == null || prediction == null || last == null) {
      return null;
    }
    if (!prediction.convertsTo(frame.channels()) || !last.convertsTo(frame.channels())) {
      return null; // of other weights: these could not have predicted a frame like this one
    }
    Frame expected = published.asRead(prediction).withChannels(frame.channels());
    double mse = FrameMetrics.mse(expected, frame);
    OptionalDouble skill = FrameMetrics.skill(expected, frame, last.withChannels(frame.channels()));
    return new Score(
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

  private void next(Step step, Decoded decoded, Frame input, RecentFrame one)
      throws PoisonedFrameException, UnservableFrameException {
    next(step, input);
    accept(decoded, one);
  }

  /** The frame of the last {@link #next} is taken, its prediction published. */
  void accept(Decoded decoded, RecentFrame one) throws UnservableFrameException {
    long bytes = FrameCapacity.ofRecent(one);
    if (bytes > room) {
      throw new UnservableFrameException(
          "expected a frame of at most %d bytes beside its state in a checkpoint, found %d"
              .formatted(room, bytes));
    }
    while (!recent.isEmpty()
        && (recent.size() >= serving.rules().primingFrames() || recentBytes + bytes > room)) {
      recentBytes -= FrameCapacity.ofRecent(recent.removeFirst());
    }
    remember(one);
    last = decoded.frame();
    published = decoded.encoding();
  }

  private void remember(RecentFrame one) {
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
    serving.weights().left(weights);
    state.close();
  }
}
