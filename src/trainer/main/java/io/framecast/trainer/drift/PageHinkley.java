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
  private double least;
  private double meanAtLeast;

  /**
   * A test that has seen nothing.
   *
   * @param delta a rise that is no drift
   * @param lambda how much above that has to add up
   */
  PageHinkley(double delta, double lambda) {
    this.delta = delta;
    this.lambda = lambda;
  }

  /** Takes the next value. */
  void add(double x) {
    count++;
    mean += (x - mean) / count;
    sum += x - mean - delta;
    if (sum <= least) {
      least = sum;
      meanAtLeast = mean;
    }
  }

  /** Whether the mean has risen. */
  boolean alarm() {
    return sum - least > lambda;
  }

  /** Whether the value that was taken last is where it was lowest: a rise begins after it. */
  boolean atLeast() {
    return sum == least;
  }

  /** The mean before the rise. */
  double before() {
    return meanAtLeast;
  }
}
