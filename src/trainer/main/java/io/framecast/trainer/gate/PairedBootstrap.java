package io.framecast.trainer.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * By how much one forecaster's skill is above another's on the same clips, with the interval that a
 * paired bootstrap gives (Efron 1979; percentile method): clips are drawn with replacement, each
 * with what both made of it, so that what is hard for both counts for neither.
 *
 * @param difference in skill, on the clips as they are
 * @param low end of the interval
 * @param high end of it
 * @param clips that were judged by
 */
public record PairedBootstrap(double difference, double low, double high, int clips) {
  private static final int DRAWS = 2_000;

  /**
   * Compares squared errors.
   *
   * @param champion of every clip
   * @param challenger of the same clips
   * @param alpha what lies outside of the interval, half on either side
   */
  public static PairedBootstrap of(
      List<ClipError> champion, List<ClipError> challenger, double alpha, long seed) {
    int n = champion.size();
    if (n == 0 || challenger.size() != n) {
      throw new IllegalArgumentException(
          "expected errors of the same clips, found %d and %d".formatted(n, challenger.size()));
    }
    double[] gain = new double[n];
    double[] persistence = new double[n];
    for (int i = 0; i < n; i++) {
      gain[i] = champion.get(i).model() - challenger.get(i).model();
      persistence[i] = champion.get(i).persistence();
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      double scale = 0;
      for (int k = 0; k < n; k++) {
        int i = random.nextInt(n);
        sum += gain[i];
        scale += persistence[i];
      }
      drawn[draw] = ratio(sum, scale);
    }
    Arrays.sort(drawn);
    int tail = (int) Math.floor(alpha / 2 * DRAWS);
    return new PairedBootstrap(
        ratio(Arrays.stream(gain).sum(), Arrays.stream(persistence).sum()),
        drawn[tail],
        drawn[DRAWS - 1 - tail],
        n);
  }

  /** Where nothing moves there is no skill to differ in. */
  private static double ratio(double gain, double persistence) {
    return persistence == 0 ? 0 : gain / persistence;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%+.4f (%+.4f to %+.4f, %d clips)", difference, low, high, clips);
  }
}
