package io.framecast.console.view;

import io.framecast.topics.PooledSkill;
import org.HdrHistogram.Histogram;

/** The bucket collects latency and skill of one second. */
final class SecondBucket {
  /** Latencies up to an hour are kept to 1 %. */
  private static final long MOST_MILLIS = 3_600_000;

  private final long at;
  private final Histogram latencies = new Histogram(MOST_MILLIS, 2);
  private PooledSkill skill = PooledSkill.NONE;

  /**
   * Starts empty.
   *
   * @param at seconds since 1970
   */
  SecondBucket(long at) {
    this.at = at;
  }

  long at() {
    return at;
  }

  void latency(long millis) {
    latencies.recordValue(Math.min(MOST_MILLIS, millis));
  }

  void skill(PooledSkill more) {
    skill = skill.plus(more);
  }

  PooledSkill skill() {
    return skill;
  }

  Histogram latencies() {
    return latencies;
  }
}
