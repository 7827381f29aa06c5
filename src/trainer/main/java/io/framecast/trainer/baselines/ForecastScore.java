package io.framecast.trainer.baselines;

import io.framecast.frames.ConfusionCounts;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;

/**
 * The mean errors over clips, frames and pixels, and the pooled F1 of pixels above .5. {@link
 * FrameMetrics} defines them.
 */
public record ForecastScore(double bce, double mse, double mae, double f1) {

  /** Adds up the errors of a set, frame by frame. */
  static final class Sum {
    private double bce;
    private double mse;
    private double mae;
    private ConfusionCounts hits = ConfusionCounts.NONE;
    private long frames;

    void add(Frame forecast, Frame target) {
      bce += FrameMetrics.bce(forecast, target);
      mse += FrameMetrics.mse(forecast, target);
      mae += FrameMetrics.mae(forecast, target);
      hits = hits.plus(FrameMetrics.confusionCounts(forecast, target, 0.5f));
      frames++;
    }

    void add(Sum other) {
      bce += other.bce;
      mse += other.mse;
      mae += other.mae;
      hits = hits.plus(other.hits);
      frames += other.frames;
    }

    /** Returns the score; its values are NaN if nothing was added. */
    ForecastScore score() {
      return new ForecastScore(bce / frames, mse / frames, mae / frames, hits.f1());
    }
  }
}
