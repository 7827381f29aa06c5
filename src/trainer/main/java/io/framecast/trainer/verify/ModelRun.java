package io.framecast.trainer.verify;

import static java.util.Objects.requireNonNull;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import org.jspecify.annotations.Nullable;

/** Runs a version over the frames of a stream, from a zero state. */
final class ModelRun implements AutoCloseable {

  private final String version;
  private final Configuration configuration;
  private final Step step;
  private @Nullable State state;
  private @Nullable Frame prediction;

  ModelRun(String version, Configuration configuration, Step step) {
    this.version = version;
    this.configuration = configuration;
    this.step = step;
  }

  String version() {
    return version;
  }

  /** Returns a run of the same version without frames. */
  ModelRun restart() {
    return new ModelRun(version, configuration, step);
  }

  /** Returns how many frames its state has seen, filled ones included. */
  long framesSeen() {
    State known = state;
    return known == null ? 0 : known.framesSeen();
  }

  /** Returns the last prediction, before any encoding. */
  Frame prediction() {
    return requireNonNull(prediction);
  }

  /**
   * Takes one frame, after so many of its own predictions for missing frames.
   *
   * @throws RefusedFrameException for a frame that the service rejects because of the model: one
   *     with other channels, or one whose prediction is not finite. The run is unusable then
   */
  void next(int missing, Frame frame) throws RefusedFrameException {
    Frame input = forModel(frame);
    State known = state;
    if (known == null) {
      known = State.zero(configuration, input.height(), input.width());
      state = known;
    }
    for (int i = 0; i < missing; i++) {
      prediction = step.next(known, prediction());
    }
    Frame next = step.next(known, input);
    for (float pixel : next.pixels()) {
      if (!Float.isFinite(pixel)) {
        throw new RefusedFrameException("expected a finite prediction, found " + pixel);
      }
    }
    prediction = next;
  }

  private Frame forModel(Frame frame) throws RefusedFrameException {
    if (!configuration.accepts(frame.height(), frame.width())) {
      throw new RefusedFrameException(
          "model " + version + " takes only frames of " + configuration.frame());
    }
    try {
      return frame.withChannels(configuration.channels());
    } catch (IllegalArgumentException e) {
      throw new RefusedFrameException(
          "model " + version + " cannot take it: " + String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    State known = state;
    if (known != null) {
      known.close();
    }
  }
}
