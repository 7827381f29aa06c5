package io.framecast.predictor.streams;

import io.framecast.convlstm.Configuration;
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
import io.framecast.predictor.checkpoints.Recent;
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
final class Memory implements AutoCloseable {

  /** An object, its references, an array's header: what a recent frame takes beside its bytes. */
  private static final int RECENT_OVERHEAD = 80;

  private final Serving serving;
  private final Weights weights;
  private final State state;
  private final Deque<Recent> recent = new ArrayDeque<>(1);
  private @Nullable Frame last;
  private @Nullable Frame prediction;
  private @Nullable Encoding published; // of the prediction; null where it was not
  private @Nullable Frame keptPrediction;

  private Memory(Serving serving, Weights weights, State state) {
    this.serving = serving;
    this.weights = weights;
    this.state = state;
    serving.weights().took(weights);
  }

  /** Of a stream that begins with this frame, which is not taken yet. */
  static Memory begin(Serving serving, Weights weights, Frame first) throws RefusedFrameException {
    Configuration configuration = weights.configuration();
    long bytes = State.bytes(configuration, first.height(), first.width());
    if (bytes > serving.residents().limit()) {
      throw new RefusedFrameException(
          "expected a state of at most %d bytes (framecast.state.memory), found %d for a frame of %dx%d"
              .formatted(serving.residents().limit(), bytes, first.height(), first.width()));
    }
    return new Memory(serving, weights, State.zero(configuration, first.height(), first.width()));
  }

  /** What a checkpoint of these very weights says. */
  static Memory read(Serving serving, Weights weights, Content content)
      throws RefusedCheckpointException {
    try {
      Numbers.Written numbers = (Numbers.Written) content.state();
      int height = content.height();
      int width = content.width();
      int channels = weights.configuration().channels();
      ArrayDeque<Recent> recent = new ArrayDeque<>(content.recent());
      Decoded newest = decode(serving, recent.getLast());
      Memory memory =
          new Memory(
              serving,
              weights,
              State.read(
                  weights.configuration(),
                  height,
                  width,
                  content.framesSeen(),
                  numbers.bytes().duplicate()));
      memory.recent.addAll(recent);
      memory.prediction = new Frame(height, width, channels, content.prediction());
      memory.last = newest.frame();
      memory.published = content.published() ? newest.encoding() : null;
      return memory;
    } catch (IllegalArgumentException | RefusedFrameException e) {
      throw new RefusedCheckpointException(String.valueOf(e.getMessage()));
    }
  }

  /** A new state of these weights that has seen these frames, oldest first. */
  static Memory primed(Serving serving, Weights weights, List<Recent> frames, Desk desk)
      throws RefusedFrameException, PoisonedFrameException {
    Decoded first = decode(serving, frames.get(0));
    Memory memory = begin(serving, weights, Serving.forModel(first.frame(), weights));
    Step step = desk.step(weights);
    try {
      for (Recent one : frames) {
        for (int k = 0; k < one.filled() && memory.prediction != null; k++) {
          memory.fill(step);
        }
        Decoded decoded = decode(serving, one);
        memory.next(step, decoded, Serving.forModel(decoded.frame(), weights), one);
      }
      memory.hush();
      return memory;
    } catch (RefusedFrameException | PoisonedFrameException | RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static Decoded decode(Serving serving, Recent one) throws RefusedFrameException {
    return serving.decoder().decode(one.value(), one.contentType());
  }

  Weights weights() {
    return weights;
  }

  /** The stream's last frames, oldest first. */
  List<Recent> recent() {
    return List.copyOf(recent);
  }

  State state() {
    return state;
  }

  /** What it takes, off-heap and on, in bytes. */
  long bytes() {
    long bytes = state.bytes();
    for (Frame frame : new Frame[] {last, prediction}) {
      bytes += frame == null ? 0 : (long) Float.BYTES * frame.pixels().length;
    }
    for (Recent one : recent) {
      bytes += one.value().length + RECENT_OVERHEAD;
    }
    return bytes;
  }

  boolean fits(Frame frame) {
    return frame.height() == state.height() && frame.width() == state.width();
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
        new Numbers.Living(state));
  }

  /** Whatever {@link #fill} and {@link #next} do from here on, {@link #giveBack} undoes. */
  void keep(Desk desk) {
    desk.keep(state);
    keptPrediction = prediction;
  }

  void giveBack(Desk desk) {
    desk.giveBack(state);
    prediction = keptPrediction;
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

  private void next(Step step, Decoded decoded, Frame input, Recent one)
      throws PoisonedFrameException {
    next(step, input);
    accept(decoded, one);
  }

  /** The frame of the last {@link #next} is taken for good, its prediction published. */
  void accept(Decoded decoded, Recent one) {
    last = decoded.frame();
    published = decoded.encoding();
    keptPrediction = null;
    while (recent.size() >= Math.max(1, serving.rules().primingFrames())) {
      recent.removeFirst();
    }
    recent.addLast(one);
  }

  /** The prediction is not published after all: nobody can be told how good it was. */
  void hush() {
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
