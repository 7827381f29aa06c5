package io.framecast.trainer.verify;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs a version over the frames of a stream, from a zero state. */
final class ModelRun implements AutoCloseable {

  private final String version;
  private final Configuration configuration;
  private final Step step;
  private @Nullable State state;
  private List<Frame> predictions = List.of();

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

  /**
   * Returns the last predictions before any encoding, that of the next frame first. They end before
   * the first one that is not finite.
   */
  List<Frame> predictions() {
    return predictions;
  }

  /**
   * Takes one frame, after so many of its own predictions for missing frames.
   *
   * @param leads how many of the frames after it to predict
   * @throws RefusedFrameException for a frame that the service rejects because of the model: one
   *     with other channels, or one whose next frame is not finite. The run is unusable then
   */
  void next(int missing, Frame frame, int leads) throws RefusedFrameException {
    Frame input = forModel(frame);
    State known = state;
    if (known == null) {
      known = State.zero(configuration, input.height(), input.width());
      state = known;
    }
    for (int i = 0; i < missing; i++) {
      predictions = List.of(step.next(known, predictions.get(0)));
    }
    predictions = predict(known, input, leads);
  }

  private List<Frame> predict(State known, Frame input, int leads) throws RefusedFrameException {
    float[][] pixels = new float[leads][input.pixels().length];
    step.forecast(known, input.pixels(), pixels);
    List<Frame> predicted = new ArrayList<>(leads);
    for (float[] next : pixels) {
      OptionalInt odd =
          IntStream.range(0, next.length).filter(i -> !Float.isFinite(next[i])).findFirst();
      if (odd.isPresent()) {
        if (predicted.isEmpty()) {
          throw new RefusedFrameException(
              "expected a finite prediction, found " + next[odd.getAsInt()]);
        }
        return predicted; // the service withholds this one and those after it
      }
      predicted.add(new Frame(input.height(), input.width(), input.channels(), next));
    }
    return predicted;
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
