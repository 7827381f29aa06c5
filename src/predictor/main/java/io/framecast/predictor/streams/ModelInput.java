package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;
import java.util.Locale;

/** Converts frames to the number of channels of a model. */
final class ModelInput {
  private ModelInput() {}

  /** Returns the frame with the number of channels of these weights. */
  static Frame of(Frame frame, Weights weights) throws RefusedFrameException {
    requireChannels(frame, weights);
    return frame.withChannels(weights.configuration().channels());
  }

  /** Throws for a frame that cannot be converted to the channels of these weights. */
  static void requireChannels(Frame frame, Weights weights) throws RefusedFrameException {
    int required = weights.configuration().channels();
    if (!frame.isConvertibleTo(required)) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a frame of %d channels, grey or RGB for model %s, found %d",
              required,
              weights.version(),
              frame.channels()));
    }
  }
}
