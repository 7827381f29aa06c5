package io.framecast.trainer.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The difference in skill of two forecasters on the same clips, with the interval of a paired
 * bootstrap (Efron 1979; percentile method). Clips are drawn with replacement, each with the errors
 * of both, so that a clip that is hard for both favours neither.
 *
 * @param difference in skill on all clips
 * @param low end of the interval
 * @param high end of the interval
 * @param clips how many there were
 */
public record PairedBootstrap(double difference, double low, double high, int clips) {
  private static final int DRAWS = 2_000;

  /**
   * Compares squared errors.
   *
   * @param champion its error on every clip
   * @param challenger its error on the same clips
   * @param alpha the probability outside of the interval, half on either side
   */
  public static PairedBootstrap of(
      List<ClipError> champion, List<ClipError> challenger, double alpha, long seed) {
    int n = champion.size();
    if (n == 0 || challenger.size() != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected errors of the same clips, found %d and %d",
              n,
              challenger.size()));
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

  /** Returns 0 where nothing moves: there the skill cannot differ. */
  private static double ratio(double gain, double persistence) {
    return persistence == 0 ? 0 : gain / persistence;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%+.4f (%+.4f to %+.4f, %d clips)", difference, low, high, clips);
  }
}
