package io.framecast.demo.story;

import java.util.Locale;

/**
 * How skill went, each figure pooled over all streams; NaN while it is not known.
 *
 * @param before until what is filmed changed
 * @param worst the lowest of {@value #WINDOW} seconds between the change and the promotion
 * @param now of the last {@value #LASTING} seconds
 */
public record Arc(double before, double worst, double now) {
  static final int WINDOW = 5;

  /** Skill that is back for so long is back. */
  static final int LASTING = 20;

  static final Arc UNKNOWN = new Arc(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Reads it.
   *
   * @param begin the second since 1970 with which the cameras began
   * @param change the first second of which nothing was filmed before the change
   * @param promotion the second of the promotion; that of the end where there is none
   * @param end the second before which everything is known
   */
  static Arc of(Chronicle chronicle, long begin, long change, long promotion, long end) {
    double worst = Double.NaN;
    for (long from = change; from + WINDOW <= Math.min(promotion, end); from += WINDOW) {
      double skill = chronicle.skill(from, from + WINDOW).pooled();
      worst = worst <= skill || Double.isNaN(skill) ? worst : skill;
    }
    return new Arc(
        // the change lies within the second before its own
        chronicle.skill(begin, Math.min(change - 1, end)).pooled(),
        worst,
        chronicle.skill(Math.max(change, end - LASTING), end).pooled());
  }

  /** At least half of what was lost is back above it. */
  double bar() {
    return worst + (before - worst) / 2;
  }

  boolean hasFallen() {
    return worst < before;
  }

  boolean isAboveTheBar() {
    return hasFallen() && now >= bar();
  }

  static String figure(double skill) {
    return Double.isNaN(skill) ? "-" : String.format(Locale.ROOT, "%.3f", skill);
  }
}
