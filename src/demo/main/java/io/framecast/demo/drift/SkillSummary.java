package io.framecast.demo.drift;

import java.util.Locale;

/**
 * The skill before, during and after the change, pooled over all streams; NaN if unknown.
 *
 * @param before until the speed changed
 * @param worst the lowest of {@value #WINDOW} seconds between the change and the promotion
 * @param now of the latest {@value #RECOVERY} seconds
 */
public record SkillSummary(double before, double worst, double now) {
  static final int WINDOW = 5;

  /** The skill has recovered if it stays above the bar for so many seconds. */
  static final int RECOVERY = 20;

  static final SkillSummary UNKNOWN = new SkillSummary(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Computes it from the scores. All times are seconds since 1970.
   *
   * @param begin of the first frame
   * @param change the first second with frames of the new speed only
   * @param promotion of the promotion; that of the end if there is none
   * @param end before which all scores are known
   */
  static SkillSummary of(EventHistory history, long begin, long change, long promotion, long end) {
    double worst = Double.NaN;
    for (long from = change; from + WINDOW <= Math.min(promotion, end); from += WINDOW) {
      double skill = history.skill(from, from + WINDOW).pooled();
      worst = worst <= skill || Double.isNaN(skill) ? worst : skill;
    }
    return new SkillSummary(
        // the second of the change has frames of both speeds
        history.skill(begin, Math.min(change - 1, end)).pooled(),
        worst,
        history.skill(Math.max(change, end - RECOVERY), end).pooled());
  }

  /** Returns the skill at which half of the loss is recovered. */
  double bar() {
    return worst + (before - worst) / 2;
  }

  boolean hasFallen() {
    return worst < before;
  }

  boolean isAboveBar() {
    return hasFallen() && now >= bar();
  }

  static String format(double skill) {
    return Double.isNaN(skill) ? "-" : String.format(Locale.ROOT, "%.3f", skill);
  }
}
