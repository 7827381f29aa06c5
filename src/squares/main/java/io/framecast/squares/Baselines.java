package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;

/** The forecasters that a network must beat. */
public final class Baselines {
  /** Clips on which those that count are counted. */
  public static final int TRAINING_CLIPS = 1000;

  private Baselines() {}

  /**
   * Dataset mean, persistence, persistence calibrated, lookup table, fitted velocity softened and
   * sure.
   *
   * @param training what is counted on; not the clips that are scored
   */
  public static List<Forecaster> counted(List<Clip> training) {
    return List.of(
        new Constant("mean", mean(training)),
        new Persistence(),
        CalibratedPersistence.counted(training),
        Lookup.counted(training),
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
