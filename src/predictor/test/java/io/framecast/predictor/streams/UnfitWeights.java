package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Weights that lead to no finite numbers, as no good ones do with any frame. */
final class UnfitWeights {
  private UnfitWeights() {}

  /** From the first frame on. */
  static Weights overflowing() {
    return changed(
        Camera.WEIGHTS,
        (name, numbers) -> {
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] > 0 ? 3e38f : -3e38f;
          }
        });
  }

  /** Once a frame is not dark: what they amplify is nothing, as long as the state is all zeros. */
  static Weights dazzled(Weights weights) {
    return changed(
        weights,
        (name, numbers) -> {
          if (name.endsWith("gamma")) {
            Arrays.fill(numbers, Float.MAX_VALUE);
          }
        });
  }

  private static Weights changed(Weights weights, BiConsumer<String, float[]> change) {
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : weights.configuration().tensorShapes().keySet()) {
      float[] numbers = weights.tensor(name);
      change.accept(name, numbers);
      tensors.put(name, numbers);
    }
    return Weights.of(weights.configuration(), tensors, Map.of());
  }
}
