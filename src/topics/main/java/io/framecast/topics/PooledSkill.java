package io.framecast.topics;

/**
 * The skill over many scores.
 *
 * @param count the number of scores with a skill
 * @param sum the sum of their skills
 * @param error the sum of their mse
 * @param persistence the sum of the mse of persistence
 */
public record PooledSkill(long count, double sum, double error, double persistence) {
  public static final PooledSkill NONE = new PooledSkill(0, 0, 0, 0);

  /** Adds a score. One over a perfect persistence has no skill, and changes nothing. */
  public PooledSkill plus(PredictionScore score) {
    Double skill = score.skill();
    if (skill == null) {
      return this;
    }
    double persisted = score.mse() == 0 ? 0 : score.mse() / (1 - skill);
    PooledSkill sum = plus(new PooledSkill(1, skill, score.mse(), persisted));
    // a skill of 1 with an error, or extreme values, would make the sums infinite
    return Double.isFinite(sum.persistence) && Double.isFinite(sum.error + sum.sum) ? sum : this;
  }

  /** Adds the scores of another sum. */
  public PooledSkill plus(PooledSkill more) {
    return new PooledSkill(
        count + more.count, sum + more.sum, error + more.error, persistence + more.persistence);
  }

  /**
   * Returns the skill of the pooled errors, so that each frame counts by its error; NaN without a
   * score.
   */
  public double pooled() {
    return 1 - error / persistence;
  }
}
