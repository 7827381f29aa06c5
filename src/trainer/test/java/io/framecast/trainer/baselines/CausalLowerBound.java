package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.squares.Scene;
import io.framecast.squares.Square;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the lowest possible error of a causal forecaster: frame 0 shows where the squares are,
 * but not how they move. A lower error means that the forecaster has seen the target.
 */
public final class CausalLowerBound {
  private CausalLowerBound() {}

  /**
   * Returns the mean binary cross-entropy of the best forecast of frame 1. It knows every square
   * except its velocity, which is one of nine with equal probability. A mean over all frames of a
   * clip can be no lower than this divided by their number.
   */
  public static double ofFirstFrame(List<Scene> scenes) {
    return scenes.stream().mapToDouble(CausalLowerBound::ofFirstFrame).average().orElseThrow();
  }

  private static double ofFirstFrame(Scene scene) {
    float[] dark = new float[scene.height() * scene.width()];
    Arrays.fill(dark, 1);
    for (Square square : scene.squares()) {
      float[] chance = new float[dark.length];
      for (int rowSpeed = -1; rowSpeed <= 1; rowSpeed++) {
        for (int columnSpeed = -1; columnSpeed <= 1; columnSpeed++) {
          Square moving =
              new Square(square.row(), square.column(), rowSpeed, columnSpeed, square.halfWidth());
          Scene alone = new Scene(scene.height(), scene.width(), false, 0, List.of(moving));
          float[] there = alone.clean(1).pixels();
          for (int i = 0; i < chance.length; i++) {
            chance[i] += there[i] / 9;
          }
        }
      }
      for (int i = 0; i < dark.length; i++) {
        dark[i] *= 1 - chance[i];
      }
    }
    float[] bright = new float[dark.length];
    for (int i = 0; i < bright.length; i++) {
      bright[i] = 1 - dark[i];
    }
    return FrameMetrics.bce(new Frame(scene.height(), scene.width(), 1, bright), scene.clean(1));
  }
}
