package io.framecast.squares;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import java.util.Arrays;
import java.util.List;

/**
 * What no honest forecaster can beat: frame 0 tells where the squares are and nothing of how they
 * move. A figure below this has looked at the target.
 */
public final class LeakFloor {
  private LeakFloor() {}

  /**
   * Mean binary cross-entropy of the forecast of frame 1 by one who knows every square but for its
   * velocity, which is any of nine with equal chance. A mean over all frames of a clip can be no
   * lower than this divided by their number.
   */
  public static double ofFirstFrame(List<Scene> scenes) {
    return scenes.stream().mapToDouble(LeakFloor::ofFirstFrame).average().orElseThrow();
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
