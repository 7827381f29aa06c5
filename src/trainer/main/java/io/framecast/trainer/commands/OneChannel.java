package io.framecast.trainer.commands;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.files.InvalidInputException;

/** Refuses networks of colours where the frames are grey. */
final class OneChannel {

  private OneChannel() {}

  static void require(Weights weights) {
    int channels = weights.configuration().channels();
    if (channels != 1) {
      throw new InvalidInputException(
          "expected a network of 1 channel, as squares and digits have, found " + channels);
    }
  }
}
