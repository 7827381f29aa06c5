package io.framecast.console.view;

import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.PooledSkill;
import io.framecast.topics.PredictionScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The skill of each lead over the last minute, by record time. A lead says how many frames ahead a
 * frame was predicted.
 */
final class LeadSkills {
  /** The largest lead; no predictor predicts further ahead. */
  static final int MOST_LEADS = 100;

  /** The skills cover this many complete seconds, as high leads have a large variance. */
  static final int SECONDS = 60;

  private final NavigableMap<Long, PooledSkill[]> seconds = new TreeMap<>();

  /** Adds a score; throws {@link InvalidRecordException} for a lead above the largest. */
  void add(long at, PredictionScore score, long now) {
    int lead = score.lead();
    if (lead > MOST_LEADS) {
      throw new InvalidRecordException(
          "expected a horizon up to " + MOST_LEADS + ", found " + lead);
    }
    long newest = now / 1_000;
    long wanted = at / 1_000;
    seconds.headMap(newest - SECONDS, false).clear();
    if (wanted < newest - SECONDS || wanted > newest + 1) {
      return;
    }
    PooledSkill[] leads = seconds.computeIfAbsent(wanted, second -> none());
    leads[lead - 1] = leads[lead - 1].plus(score);
  }

  private static PooledSkill[] none() {
    PooledSkill[] none = new PooledSkill[MOST_LEADS];
    Arrays.fill(none, PooledSkill.NONE);
    return none;
  }

  /**
   * Returns the pooled skill of each lead from 1 to the highest one with a score; null for a lead
   * without one. Empty while no lead above 1 has a score.
   */
  List<@Nullable Double> pooled(long now) {
    PooledSkill[] sums = none();
    long end = now / 1_000;
    for (PooledSkill[] second : seconds.subMap(end - SECONDS, end).values()) {
      for (int i = 0; i < MOST_LEADS; i++) {
        sums[i] = sums[i].plus(second[i]);
      }
    }
    int highest = MOST_LEADS;
    while (highest > 0 && sums[highest - 1].count() == 0) {
      highest--;
    }
    List<@Nullable Double> skills = new ArrayList<>(highest);
    for (int i = 0; i < highest && highest > 1; i++) {
      double pooled = sums[i].pooled();
      skills.add(Double.isFinite(pooled) ? pooled : null);
    }
    return skills;
  }
}
