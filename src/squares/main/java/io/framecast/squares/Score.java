package io.framecast.squares;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.frames.Hits;

/**
 * Means over clips, frames and pixels; F1 of the pixels above .5, pooled. Definitions: {@link
 * FrameMetrics}.
 */
public record Score(double bce, double mse, double mae, double f1) {

  /** Adds up a set, frame by frame. */
  static final class Sum {
    private double bce;
    private double mse;
    private double mae;
    private Hits hits = Hits.NONE;
    private long frames;

    void add(Frame forecast, Frame target) {
      bce += FrameMetrics.bce(forecast, target);
      mse += FrameMetrics.mse(forecast, target);
      mae += FrameMetrics.mae(forecast, target);
      hits = hits.plus(FrameMetrics.hits(forecast, target, 0.5f));
      frames++;
    }

    /** Not a number where nothing was added. */
    Score score() {
      return new Score(bce / frames, mse / frames, mae / frames, hits.f1());
    }
  }
}
