package io.framecast.trainer.drift;

/**
 * The test of Page (1954) and Hinkley (1971) for a rise of a mean, as Gama et al. 2014 (A survey on
 * concept drift adaptation, section 3.2) put it: with {@code m_T = sum (x_t - mean_t - delta)}, an
 * alarm when {@code m_T - min m_t > lambda}.
 */
final class PageHinkley {
  private final double delta;
  private final double lambda;
  private long count;
  private double mean;
  private double sum;
  private double minimum;
  private double meanAtMinimum;

  /**
   * Begins without values.
   *
   * @param delta the rise that is not yet drift
   * @param lambda the sum of larger rises that raises the alarm
   */
  PageHinkley(double delta, double lambda) {
    this.delta = delta;
    this.lambda = lambda;
  }

  /** Adds the next value. */
  void add(double x) {
    count++;
    mean += (x - mean) / count;
    sum += x - mean - delta;
    if (sum <= minimum) {
      minimum = sum;
      meanAtMinimum = mean;
    }
  }

  /** Whether the mean has risen. */
  boolean hasAlarm() {
    return sum - minimum > lambda;
  }

  /** Whether the sum is at its minimum after the last value: a rise begins after it. */
  boolean isAtMinimum() {
    return sum == minimum;
  }

  /** Returns the mean before the rise. */
  double meanBefore() {
    return meanAtMinimum;
  }
}
