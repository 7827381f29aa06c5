package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.List;

/** Lists the forecasters that a network must beat. */
public final class Baselines {
  /** The number of clips on which baselines are fitted. */
  public static final int TRAINING_CLIPS = 1000;

  private Baselines() {}

  /** Returns the forecaster that copies the last frame. */
  public static Forecaster persistence() {
    return new Persistence();
  }

  /**
   * Returns the data set's mean, persistence, calibrated persistence, the lookup table, and fitted
   * velocity, softened and sure.
   *
   * @param training clips to fit on; not the clips that are scored
   */
  public static List<Forecaster> fit(List<Clip> training) {
    return List.of(
        CalibratedPersistence.constant("mean", mean(training)),
        new Persistence(),
        CalibratedPersistence.fit(training),
        NeighbourhoodTable.fit(training),
        FittedVelocity.softened(),
        FittedVelocity.sure());
  }

  private static float mean(List<Clip> training) {
    double sum = 0;
    long pixels = 0;
    for (Clip clip : training) {
      for (Frame target : clip.targets()) {
        for (float pixel : target.pixels()) {
          sum += pixel;
        }
        pixels += target.pixels().length;
      }
    }
    return (float) (sum / pixels);
  }
}
