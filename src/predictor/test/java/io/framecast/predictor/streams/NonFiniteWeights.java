package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Makes weights that produce numbers that are not finite. */
final class NonFiniteWeights {
  private NonFiniteWeights() {}

  /** Returns weights that overflow from the first frame on. */
  static Weights overflowing() {
    return changed(
        CameraRecords.WEIGHTS,
        (name, numbers) -> {
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] > 0 ? 3e38f : -3e38f;
          }
        });
  }

  /** Returns weights that overflow at the first frame that is not dark: zeros stay zeros. */
  static Weights overflowingOnBrightFrames(Weights weights) {
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
