package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.RefusedFrameException;

/** Converts frames to the channels that a model takes. */
final class ModelInput {
  private ModelInput() {}

  /** Returns the frame in the channels of these weights. */
  static Frame of(Frame frame, Weights weights) throws RefusedFrameException {
    requireChannels(frame, weights);
    return frame.withChannels(weights.configuration().channels());
  }

  /** Throws for a frame that the model of these weights cannot take. */
  static void requireChannels(Frame frame, Weights weights) throws RefusedFrameException {
    int wanted = weights.configuration().channels();
    if (!frame.isConvertibleTo(wanted)) {
      throw new RefusedFrameException(
          "expected a frame of %d channels, grey or RGB for model %s, found %d"
              .formatted(wanted, weights.version(), frame.channels()));
    }
  }
}
