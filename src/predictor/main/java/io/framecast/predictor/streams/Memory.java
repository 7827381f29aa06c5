package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Decoded;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a stream knows of its frames: the network's state, its last frame and prediction. */
final class Memory implements AutoCloseable {

  private final Serving serving;
  private final State state;
  private @Nullable Frame last;
  private @Nullable Frame prediction;
  private @Nullable Encoding published; // of the prediction; null where it was not

  Memory(Serving serving, Frame first) {
    this.serving = serving;
    this.state = State.zero(serving.weights().configuration(), first.height(), first.width());
  }

  State state() {
    return state;
  }

  boolean fits(Frame frame) {
    return frame.height() == state.height() && frame.width() == state.width();
  }

  /** Takes the stream's own prediction for a frame that is missing. */
  void fill(Step step) {
    Frame missing = prediction;
    if (missing == null) {
      throw new IllegalStateException("expected a prediction to fill in, found a new stream");
    }
    prediction = step.next(state, missing);
    published = null;
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
        serving.weights().version(),
        mse,
        FrameMetrics.mae(expected, frame),
        FrameMetrics.bce(expected, frame),
        FrameMetrics.ssim(expected, frame),
        skill.isPresent() ? skill.getAsDouble() : null);
  }

  /**
   * Takes one frame and returns the prediction of the next, in the frame's encoding.
   *
   * @param input the frame in the model's channels
   */
  byte[] next(Step step, Decoded decoded, Frame input) {
    Frame next = step.next(state, input);
    for (float pixel : next.pixels()) {
      if (!Float.isFinite(pixel)) {
        throw new IllegalStateException("expected a finite prediction, found " + pixel);
      }
    }
    last = decoded.frame();
    prediction = next;
    published = decoded.encoding();
    return published.encode(next);
  }

  @Override
  public void close() {
    state.close();
  }
}
