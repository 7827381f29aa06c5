package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import java.util.Locale;

/** Converts frames to what a model reads. */
final class ModelInput {
  private ModelInput() {}

  /** Returns the frame with the number of channels of these weights. */
  static Frame of(Frame frame, Weights weights) throws RefusedFrameException {
    requireUsable(frame, weights);
    return frame.withChannels(weights.configuration().channels());
  }

  /** Throws for a frame of other channels or of another size than these weights accept. */
  static void requireUsable(Frame frame, Weights weights) throws RefusedFrameException {
    if (!weights.configuration().accepts(frame.height(), frame.width())) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a frame of %s, the only size of model %s, found %dx%d",
              weights.configuration().frame(),
              weights.version(),
              frame.height(),
              frame.width()));
    }
    int required = weights.configuration().channels();
    if (!frame.isConvertibleTo(required)) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a frame of %s, grey or RGB for model %s, found %d",
              Count.of(required, "channel"),
              weights.version(),
              frame.channels()));
    }
  }
}
