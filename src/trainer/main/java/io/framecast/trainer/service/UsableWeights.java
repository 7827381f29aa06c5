package io.framecast.trainer.service;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.gate.ClipError;
import io.framecast.trainer.gate.EvaluatedClip;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Reads weights that an operator's setting names, and runs a short clip through them. */
final class UsableWeights {
  private static final int FRAMES = 5;
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  private UsableWeights() {}

  /**
   * Returns the weights of a file. A predictor refuses to start with others as well.
   *
   * @throws InvalidWeightsException for a file that is no weights file
   * @throws InvalidInputException if their predictions are not finite
   */
  static Weights read(Path file) {
    Weights weights = Weights.read(file);
    try {
      List<ClipError> ignored = ClipError.of(weights, List.of(clip(weights)));
      return weights;
    } catch (InvalidModelException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static EvaluatedClip clip(Weights weights) {
    SplittableRandom random = new SplittableRandom(1);
    int channels = weights.configuration().channels();
    List<Frame> frames = Stream.generate(() -> noise(random, channels)).limit(FRAMES).toList();
    return new EvaluatedClip("noise", () -> frames);
  }

  private static Frame noise(SplittableRandom random, int channels) {
    float[] pixels = new float[HEIGHT * WIDTH * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(4) == 0 ? 1 : 0;
    }
    return new Frame(HEIGHT, WIDTH, channels, pixels);
  }
}
