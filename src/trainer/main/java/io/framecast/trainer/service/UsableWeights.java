package io.framecast.trainer.service;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.Weights;
import io.framecast.convlstm.WeightsSmokeTest;
import io.framecast.trainer.files.InvalidInputException;
import java.nio.file.Path;

/** Reads weights that an operator's setting names, and runs a short clip through them. */
final class UsableWeights {

  private UsableWeights() {}

  /**
   * Returns the weights of a file. A predictor refuses to start with others as well.
   *
   * @throws InvalidWeightsException for a file that is no weights file
   * @throws InvalidInputException if their predictions are not finite
   */
  static Weights read(Path file) {
    Weights weights = Weights.read(file);
    String failure = WeightsSmokeTest.failure(weights);
    if (failure != null) {
      throw new InvalidInputException(file + ": " + failure);
    }
    return weights;
  }
}
