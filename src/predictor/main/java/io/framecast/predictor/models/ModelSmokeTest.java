package io.framecast.predictor.models;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.convlstm.WeightsSmokeTest;
import io.framecast.topics.models.InvalidModelException;
import java.util.function.Consumer;

/** Parses a weights file and runs a short clip through it before it serves any stream. */
public final class ModelSmokeTest {
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
    String failure = WeightsSmokeTest.failure(weights);
    if (failure != null) {
      throw new InvalidModelException(failure);
    }
  }
}
