package io.framecast.console.follow;

import io.framecast.topics.Skill;
import org.HdrHistogram.Histogram;

/** What one second has shown. */
final class Second {
  /** Of times up to an hour, to 1 %. */
  private static final long MOST_MILLIS = 3_600_000;

  private final long at;
  private final Histogram latencies = new Histogram(MOST_MILLIS, 2);
  private Skill skill = Skill.NONE;

  /**
   * An empty one.
   *
   * @param at seconds since 1970
   */
  Second(long at) {
    this.at = at;
  }

  long at() {
    return at;
  }

  void latency(long millis) {
    latencies.recordValue(Math.min(MOST_MILLIS, millis));
  }

  void skill(Skill more) {
    skill = skill.plus(more);
  }

  Skill skill() {
    return skill;
  }

  Histogram latencies() {
    return latencies;
  }
}
