package io.framecast.frames;

import java.util.OptionalDouble;

/**
 * How far a prediction is from the frame that came. Means are over all pixels and channels of one
 * frame. Every function throws {@link IllegalArgumentException} for frames of different shapes.
 */
public final class FrameMetrics {
  /** Probabilities are clipped to this and 1 minus this, as Keras' backend does. */
  private static final double EPSILON = 1e-7;

  private FrameMetrics() {}

  /** Mean squared error. */
  public static double mse(Frame prediction, Frame truth) {
    expectSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double error = (double) p[i] - y[i];
      sum += error * error;
    }
    return sum / p.length;
  }

  /** Mean absolute error. */
  public static double mae(Frame prediction, Frame truth) {
    expectSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs((double) p[i] - y[i]);
    }
    return sum / p.length;
  }

  /** Binary cross-entropy in nats, with the prediction clipped to [1e-7, 1 - 1e-7]. */
  public static double bce(Frame prediction, Frame truth) {
    expectSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double q = Math.min(1 - EPSILON, Math.max(EPSILON, p[i]));
      // most pixels are exactly 0 or 1: one logarithm is enough for them
      if (y[i] != 0) {
        sum -= y[i] * Math.log(q);
      }
      if (y[i] != 1) {
        sum -= (1.0 - y[i]) * Math.log1p(-q);
      }
    }
    return sum / p.length;
  }

  /** Structural similarity, as {@link Ssim} defines it. */
  public static double ssim(Frame prediction, Frame truth) {
    expectSameShape(prediction, truth);
    return Ssim.of(prediction, truth);
  }

  /** Peak signal-to-noise ratio in dB for a peak of 1; positive infinity for equal frames. */
  public static double psnr(Frame prediction, Frame truth) {
    return -10 * Math.log10(mse(prediction, truth));
  }

  /**
   * 1 - mse / mse of persistence: 1 is perfect, 0 no better than copying the last frame. Empty
   * where persistence is perfect.
   *
   * @param last the frame before {@code truth}, which is what persistence predicts
   */
  public static OptionalDouble skill(Frame prediction, Frame truth, Frame last) {
    double persistence = mse(last, truth);
    return persistence == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(1 - mse(prediction, truth) / persistence);
  }

  /** The pixels above a threshold, predicted and true. */
  public static Hits hits(Frame prediction, Frame truth, float threshold) {
    expectSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    long hits = 0;
    long misses = 0;
    long falseAlarms = 0;
    for (int i = 0; i < p.length; i++) {
      boolean predicted = p[i] > threshold;
      boolean there = y[i] > threshold;
      if (predicted && there) {
        hits++;
      } else if (there) {
        misses++;
      } else if (predicted) {
        falseAlarms++;
      }
    }
    return new Hits(hits, misses, falseAlarms);
  }

  private static void expectSameShape(Frame prediction, Frame truth) {
    if (prediction.height() != truth.height()
        || prediction.width() != truth.width()
        || prediction.channels() != truth.channels()) {
      throw new IllegalArgumentException(
          "expected a prediction of " + truth.shape() + ", found " + prediction.shape());
    }
  }
}
