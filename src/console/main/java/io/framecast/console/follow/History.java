package io.framecast.console.follow;

import io.framecast.topics.Score;
import io.framecast.topics.Skill;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Skill and latency of the last ten minutes, second by second, by the time of the records. */
public final class History {
  private static final int SECONDS = 600;

  /** What is now is over the last seconds that are whole. */
  private static final int NOW = 3;

  private final NavigableMap<Long, Second> seconds = new TreeMap<>();

  /**
   * All seconds, one after the other; a figure is null where there was nothing.
   *
   * @param at milliseconds since 1970
   * @param skill pooled over all streams
   * @param p50 milliseconds of latency
   * @param rate predictions
   */
  @Serdeable
  public record Lines(
      List<Long> at,
      List<@Nullable Double> skill,
      List<@Nullable Long> p50,
      List<@Nullable Long> p99,
      List<Long> rate) {}

  /** The same over the last seconds. */
  @Serdeable
  public record Now(@Nullable Double skill, @Nullable Long p50, @Nullable Long p99, double rate) {}

  /** A prediction came so long after its frame. */
  void latency(long at, long millis, long now) {
    Second second = second(at, now);
    if (second != null) {
      second.latency(millis);
    }
  }

  void score(long at, Score score, long now) {
    Second second = second(at, now);
    if (second != null) {
      second.skill(Skill.NONE.plus(score));
    }
  }

  /** Null for what is too old, or from a clock that runs ahead. */
  private @Nullable Second second(long at, long now) {
    long newest = now / 1_000;
    long wanted = at / 1_000;
    seconds.headMap(newest - SECONDS, true).clear();
    return wanted <= newest - SECONDS || wanted > newest + 1
        ? null
        : seconds.computeIfAbsent(wanted, Second::new);
  }

  Now now(long now) {
    Skill skill = Skill.NONE;
    Histogram latencies = new Second(0).latencies();
    long end = now / 1_000;
    for (Second second : seconds.subMap(end - NOW, end).values()) {
      skill = skill.plus(second.skill());
      latencies.add(second.latencies());
    }
    return new Now(
        pooled(skill),
        percentile(latencies, 50),
        percentile(latencies, 99),
        (double) latencies.getTotalCount() / NOW);
  }

  Lines lines(long now) {
    List<Long> at = new ArrayList<>();
    List<@Nullable Double> skill = new ArrayList<>();
    List<@Nullable Long> p50 = new ArrayList<>();
    List<@Nullable Long> p99 = new ArrayList<>();
    List<Long> rate = new ArrayList<>();
    long end = now / 1_000;
    long begin = seconds.isEmpty() ? end : Math.max(seconds.firstKey(), end - SECONDS);
    Second none = new Second(0);
    for (long time = begin; time < end; time++) {
      Second second = seconds.getOrDefault(time, none);
      at.add(time * 1_000);
      skill.add(pooled(second.skill()));
      p50.add(percentile(second.latencies(), 50));
      p99.add(percentile(second.latencies(), 99));
      rate.add(second.latencies().getTotalCount());
    }
    return new Lines(at, skill, p50, p99, rate);
  }

  private static @Nullable Double pooled(Skill skill) {
    double pooled = skill.pooled();
    return Double.isFinite(pooled) ? pooled : null;
  }

  private static @Nullable Long percentile(Histogram latencies, double percentile) {
    return latencies.getTotalCount() == 0 ? null : latencies.getValueAtPercentile(percentile);
  }
}
