package io.framecast.trainer;

import io.framecast.convlstm.Weights;
import java.util.HashMap;
import java.util.Map;

/** Makes weights whose numbers are all finite, but whose predictions are not. */
public final class OverflowingWeights {
  private OverflowingWeights() {}

  /** Returns weights of the same network and signs. */
  public static Weights of(Weights weights) {
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : weights.configuration().tensorShapes().keySet()) {
      float[] numbers = weights.tensor(name);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = numbers[i] > 0 ? 3e38f : -3e38f;
      }
      tensors.put(name, numbers);
    }
    return Weights.of(weights.configuration(), tensors, Map.of());
  }
}
