package io.framecast.trainer.gate;

/** Student's t distribution, by Abramowitz and Stegun 1964, 26.7.3 and 26.7.4. */
final class StudentsT {
  private static final int BISECTIONS = 60;

  private StudentsT() {}

  /**
   * Returns what the absolute value exceeds with a probability.
   *
   * @param degrees of freedom, from 1 up
   */
  static double quantile(double probability, int degrees) {
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < BISECTIONS; i++) {
      double angle = (low + high) / 2;
      if (1 - within(angle, degrees) > probability) {
        low = angle;
      } else {
        high = angle;
      }
    }
    return Math.sqrt(degrees) * Math.tan(low);
  }

  /** Returns the probability of values up to sqrt(degrees) tan(angle), on either side of 0. */
  private static double within(double angle, int degrees) {
    boolean odd = degrees % 2 == 1;
    double cosine = Math.cos(angle);
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int i = odd ? 1 : 0; i <= degrees - 2; i += 2) {
      sum += term;
      term *= cosine * cosine * (i + 1) / (i + 2);
    }
    double area = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + area) : area;
  }
}
