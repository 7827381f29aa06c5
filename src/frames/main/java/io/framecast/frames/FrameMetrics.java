package io.framecast.frames;

import java.util.OptionalDouble;

/**
 * Compares a prediction with the true frame. Means are over all pixels and channels of one frame.
 * Every method throws {@link IllegalArgumentException} for frames of different shapes.
 */
public final class FrameMetrics {
  /** Probabilities are clipped to this and 1 minus this, as Keras' backend does. */
  private static final double EPSILON = 1e-7;

  private FrameMetrics() {}

  /** Returns the mean squared error. */
  public static double mse(Frame prediction, Frame truth) {
    requireSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double error = (double) p[i] - y[i];
      sum += error * error;
    }
    return sum / p.length;
  }

  /** Returns the mean absolute error. */
  public static double mae(Frame prediction, Frame truth) {
    requireSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs((double) p[i] - y[i]);
    }
    return sum / p.length;
  }

  /** Returns the binary cross-entropy in nats; clips the prediction to [1e-7, 1 - 1e-7]. */
  public static double bce(Frame prediction, Frame truth) {
    requireSameShape(prediction, truth);
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

  /** Returns the structural similarity that {@link Ssim} defines. */
  public static double ssim(Frame prediction, Frame truth) {
    requireSameShape(prediction, truth);
    return Ssim.of(prediction, truth);
  }

  /** Returns the peak signal-to-noise ratio in dB for a peak of 1, infinity for equal frames. */
  public static double psnr(Frame prediction, Frame truth) {
    return -10 * Math.log10(mse(prediction, truth));
  }

  /**
   * Returns the skill score {@code 1 - mse / mse of persistence}. A perfect prediction has skill 1,
   * a copy of the last frame has skill 0. The result is empty if persistence is perfect.
   *
   * @param last the frame before {@code truth}, which persistence predicts
   */
  public static OptionalDouble skill(Frame prediction, Frame truth, Frame last) {
    double persistence = mse(last, truth);
    return persistence == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(1 - mse(prediction, truth) / persistence);
  }

  /** Counts the pixels above a threshold in the prediction and in the true frame. */
  public static ConfusionCounts confusionCounts(Frame prediction, Frame truth, float threshold) {
    requireSameShape(prediction, truth);
    float[] p = prediction.pixels();
    float[] y = truth.pixels();
    long hits = 0;
    long misses = 0;
    long falseAlarms = 0;
    for (int i = 0; i < p.length; i++) {
      boolean predicted = p[i] > threshold;
      boolean observed = y[i] > threshold;
      if (predicted && observed) {
        hits++;
      } else if (observed) {
        misses++;
      } else if (predicted) {
        falseAlarms++;
      }
    }
    return new ConfusionCounts(hits, misses, falseAlarms);
  }

  private static void requireSameShape(Frame prediction, Frame truth) {
    if (prediction.height() != truth.height()
        || prediction.width() != truth.width()
        || prediction.channels() != truth.channels()) {
      throw new IllegalArgumentException(
          "expected a prediction of " + truth.shape() + ", found " + prediction.shape());
    }
  }
}
