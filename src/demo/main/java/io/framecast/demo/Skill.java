package io.framecast.demo;

import io.framecast.topics.Score;
import java.util.Locale;

/**
 * Skill over many scores.
 *
 * @param count of scores that have a skill
 * @param sum of their skills
 * @param error sum of the mse of all of them
 * @param persistence sum of the mse that persistence would have made in their place
 */
record Skill(long count, double sum, double error, double persistence) {
  static final Skill NONE = new Skill(0, 0, 0, 0);

  /** With one more score; one over a perfect persistence has no skill and counts for nothing. */
  Skill plus(Score score) {
    Double skill = score.skill();
    return skill == null
        ? this
        : new Skill(
            count + 1,
            sum + skill,
            error + score.mse(),
            persistence + (score.mse() == 0 ? 0 : score.mse() / (1 - skill)));
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
            1 - error / persistence);
  }
}
