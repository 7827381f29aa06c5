package io.framecast.predictor.models;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.topics.models.InvalidModelException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Parses a weights file and runs a short clip through it before it serves any stream. */
public final class ModelSmokeTest {
  private static final int FRAMES = 4;
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  private ModelSmokeTest() {}

  /**
   * Returns the weights of a valid file that predicts finite numbers for a short clip.
   *
   * @throws InvalidModelException for any other file
   * @throws OffHeapExhaustedException if there is not enough memory now; the file may be valid
   */
  static Weights load(byte[] file) {
    return load(file, ModelSmokeTest::predict);
  }

  /** Returns the weights of a valid file that pass the caller's own test. */
  static Weights load(byte[] file, Consumer<Weights> test) {
    try {
      Weights weights = Weights.parse(file);
      test.accept(weights);
      return weights;
    } catch (InvalidModelException | OffHeapExhaustedException e) {
      throw e;
    } catch (InvalidWeightsException e) {
      throw new InvalidModelException(String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      // the topic may hold any file, and a bad one must not end the process
      throw new InvalidModelException("expected weights that predict, found that they fail: " + e);
    }
  }

  /**
   * Runs a short clip through the weights.
   *
   * @throws InvalidModelException if a prediction is not finite
   * @throws OffHeapExhaustedException if there is not enough memory now
   */
  public static void predict(Weights weights) {
    int channels = weights.configuration().channels();
    SplittableRandom random = new SplittableRandom(1);
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), HEIGHT, WIDTH)) {
      for (int n = 0; n < FRAMES; n++) {
        float[] pixels = new float[HEIGHT * WIDTH * channels];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = random.nextInt(4) == 0 ? 1 : 0;
        }
        Frame prediction = step.next(state, new Frame(HEIGHT, WIDTH, channels, pixels));
        for (float pixel : prediction.pixels()) {
          if (!Float.isFinite(pixel)) {
            throw new InvalidModelException(
                String.format(
                    Locale.ROOT,
                    "expected finite predictions of a clip of %d frames, found %s after frame %d",
                    FRAMES,
                    pixel,
                    n));
          }
        }
      }
    }
  }
}
