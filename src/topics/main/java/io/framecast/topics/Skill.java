package io.framecast.topics;

import java.util.Locale;

/**
 * Skill over many scores.
 *
 * @param count of scores that have a skill
 * @param sum of their skills
 * @param error sum of the mse of all of them
 * @param persistence sum of the mse that persistence would have made in their place
 */
public record Skill(long count, double sum, double error, double persistence) {
  public static final Skill NONE = new Skill(0, 0, 0, 0);

  /** With one more score; one over a perfect persistence has no skill and counts for nothing. */
  public Skill plus(Score score) {
    Double skill = score.skill();
    if (skill == null) {
      return this;
    }
    double persisted = score.mse() == 0 ? 0 : score.mse() / (1 - skill);
    Skill sum = plus(new Skill(1, skill, score.mse(), persisted));
    // a skill of 1 with an error, or figures beyond all pictures, would leave no number at all
    return Double.isFinite(sum.persistence) && Double.isFinite(sum.error + sum.sum) ? sum : this;
  }

  /** Over both. */
  public Skill plus(Skill more) {
    return new Skill(
        count + more.count, sum + more.sum, error + more.error, persistence + more.persistence);
  }

  /**
   * Of the errors together, so that no frame counts for more than its error; NaN where nothing was
   * scored.
   */
  public double pooled() {
    return 1 - error / persistence;
  }

  @Override
  public String toString() {
    return count == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.3f over %d scored frames (errors pooled: %.3f)",
            sum / count,
            count,
            pooled());
  }
}
