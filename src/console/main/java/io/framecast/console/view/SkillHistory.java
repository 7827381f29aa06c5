package io.framecast.console.view;

import io.framecast.topics.PooledSkill;
import io.framecast.topics.PredictionScore;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The history keeps predictions, skill and latency of each of the last 600 seconds, by record time.
 */
public final class SkillHistory {
  private static final int SECONDS = 600;

  /** Latencies up to an hour are kept to 1 %. */
  private static final long MOST_MILLIS = 3_600_000;

  /** The current figures cover this many complete seconds. */
  private static final int NOW = 3;

  /** The rate of a slow predictor is that of so many predictions, within so many seconds. */
  private static final int ENOUGH = 10;

  private static final int SLOW_SECONDS = 60;

  private final NavigableMap<Long, Second> seconds = new TreeMap<>();
  private final LeadSkills leads = new LeadSkills();

  /** The predictions of one second, and the latencies and the skill of those with a frame. */
  private static final class Second {
    private long predictions;
    private final Histogram latencies = new Histogram(MOST_MILLIS, 2);
    private PooledSkill skill = PooledSkill.NONE;
  }

  /**
   * The figures of all seconds in order; a figure is null for a second without records.
   *
   * @param at milliseconds since 1970
   * @param skill the skill of the predictions of the next frame, pooled over all streams
   * @param p50 the median latency in milliseconds
   * @param rate the number of predictions
   */
  @Serdeable
  public record Lines(
      List<Long> at,
      List<@Nullable Double> skill,
      List<@Nullable Long> p50,
      List<@Nullable Long> p99,
      List<Long> rate) {}

  /** The figures over the last few seconds. */
  @Serdeable
  public record Now(@Nullable Double skill, @Nullable Long p50, @Nullable Long p99, double rate) {}

  /** Counts a prediction, whether or not its frame is known. */
  void prediction(long at, long now) {
    Second second = second(at, now);
    if (second != null) {
      second.predictions++;
    }
  }

  /** Records the latency of a prediction whose frame is known. */
  void latency(long at, long millis, long now) {
    Second second = second(at, now);
    if (second != null) {
      second.latencies.recordValue(Math.min(MOST_MILLIS, millis));
    }
  }

  /** Records the score of any lead; all figures but those by lead are of the next frame. */
  void score(long at, PredictionScore score, long now) {
    leads.add(at, score, now);
    Second second = second(at, now);
    if (second != null && score.lead() == 1) {
      second.skill = second.skill.plus(score);
    }
  }

  /** Returns null for a time that is too old or in the future. */
  private @Nullable Second second(long at, long now) {
    long newest = now / 1_000;
    long wanted = at / 1_000;
    seconds.headMap(newest - SECONDS, true).clear();
    return wanted <= newest - SECONDS || wanted > newest + 1
        ? null
        : seconds.computeIfAbsent(wanted, key -> new Second());
  }

  Now now(long now) {
    PooledSkill skill = PooledSkill.NONE;
    Histogram latencies = new Second().latencies;
    long predictions = 0;
    long end = now / 1_000;
    for (Second second : seconds.subMap(end - NOW, end).values()) {
      skill = skill.plus(second.skill);
      latencies.add(second.latencies);
      predictions += second.predictions;
    }
    return new Now(
        pooled(skill),
        percentile(latencies, 50),
        percentile(latencies, 99),
        (double) predictions / NOW);
  }

  /**
   * Returns the predictions per second up to the newest one, 0 without any. They are counted over
   * its last 3 seconds. While frames wait, fewer than 10 are counted over more seconds, at most a
   * minute. The seconds before the first of them do not count, so a predictor that has just begun
   * has its own rate soon. A part of a second counts as one: a transaction's predictions are
   * written within milliseconds.
   *
   * @param newest the time of the newest prediction
   * @param waitingSince since when frames wait
   */
  double rate(long newest, long waitingSince) {
    long last = newest / 1_000;
    long longest = Math.max(last - SLOW_SECONDS, Math.min(last - NOW, waitingSince / 1_000));
    long predictions = 0;
    long first = last;
    for (long time = last; time >= longest; time--) {
      if (time < last - NOW && predictions >= ENOUGH) {
        break;
      }
      Second second = seconds.get(time);
      if (second != null && second.predictions > 0) {
        predictions += second.predictions;
        first = time;
      }
    }
    return predictions * 1e3 / Math.max(1_000, newest + 1 - first * 1_000);
  }

  /** Returns the skill of each lead from 1 on, empty while no lead above 1 has a score. */
  List<@Nullable Double> leads(long now) {
    return leads.pooled(now);
  }

  Lines lines(long now) {
    List<Long> at = new ArrayList<>();
    List<@Nullable Double> skill = new ArrayList<>();
    List<@Nullable Long> p50 = new ArrayList<>();
    List<@Nullable Long> p99 = new ArrayList<>();
    List<Long> rate = new ArrayList<>();
    long end = now / 1_000;
    long begin = seconds.isEmpty() ? end : Math.max(seconds.firstKey(), end - SECONDS);
    Second none = new Second();
    for (long time = begin; time < end; time++) {
      Second second = seconds.getOrDefault(time, none);
      at.add(time * 1_000);
      skill.add(pooled(second.skill));
      p50.add(percentile(second.latencies, 50));
      p99.add(percentile(second.latencies, 99));
      rate.add(second.predictions);
    }
    return new Lines(at, skill, p50, p99, rate);
  }

  private static @Nullable Double pooled(PooledSkill skill) {
    double pooled = skill.pooled();
    return Double.isFinite(pooled) ? pooled : null;
  }

  private static @Nullable Long percentile(Histogram latencies, double percentile) {
    return latencies.getTotalCount() == 0 ? null : latencies.getValueAtPercentile(percentile);
  }
}
