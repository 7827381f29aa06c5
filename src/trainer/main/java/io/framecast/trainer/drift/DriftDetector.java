package io.framecast.trainer.drift;

import io.framecast.topics.PredictionScore;
import io.framecast.trainer.clips.ClipDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Detects drift: a fall of the skill of a version. It pools scores in blocks of {@value #BLOCK} and
 * feeds 1 - skill of each block to a {@link PageHinkley} test. {@link ScoreBlock} pools them by
 * stream.
 *
 * <p>Anyone may write scores. It leaves out scores with impossible errors, and in each block the
 * score with the largest errors. So a single record neither causes an alarm nor prevents one.
 */
public final class DriftDetector {
  static final int BLOCK = 240;

  /** A smaller fall raises no alarm; a fall ten times as large raises one after a block. */
  private static final double DELTA = 0.02;

  private static final double LAMBDA = 0.2;

  /** Below this, persistence was all but perfect. */
  private static final double MIN_SKILL = -1e6;

  /** The newest blocks, over which {@link #skill} is taken. */
  private static final int RECENT = 2;

  /** It drops the version whose scores are oldest beyond this. */
  private static final int MAX_VERSIONS = 8;

  /** Anyone may write scores, of any number of partitions. */
  private static final int MAX_PARTITIONS = 10_000;

  private final Map<String, VersionState> versions = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The skill of a version has fallen.
   *
   * @param model the version
   * @param since about when it fell, by the timestamps of the scores
   * @param offsets of the first frames since then, of each partition that had one
   * @param before the pooled skill until then
   * @param now the pooled skill of the last block
   */
  public record DriftAlarm(
      String model, long since, Map<TopicPartition, Long> offsets, double before, double now) {
    public DriftAlarm {
      offsets = Map.copyOf(offsets);
    }
  }

  /** A stream is reported again after so many blocks in which its skill was not limited. */
  private static final int FORGOTTEN = 20;

  /** Anyone may write scores, of any number of streams. */
  private static final int MAX_LIMITED = 10_000;

  private static final class VersionState {
    PageHinkley test = new PageHinkley(DELTA, LAMBDA);
    final Deque<Double> recent = new ArrayDeque<>();
    ScoreBlock block = new ScoreBlock();
    final Map<String, Integer> limited = new HashMap<>(); // blocks since each was
    final List<String> newlyLimited = new ArrayList<>();
    long rising = -1; // when the block after the minimum began
    final Map<TopicPartition, Long> offsets = new HashMap<>(); // of its first frames

    private void noteLimited(String stream) {
      boolean isNew = !limited.containsKey(stream);
      if (isNew && (limited.size() >= MAX_LIMITED || newlyLimited.size() >= MAX_LIMITED)) {
        return;
      }
      limited.put(stream, 0);
      if (isNew) {
        newlyLimited.add(stream);
      }
    }
  }

  /**
   * Adds the next score; returns an alarm if skill has fallen. After that the test starts over.
   *
   * @param timestamp of its record
   */
  public @Nullable DriftAlarm add(PredictionScore score, long timestamp) {
    VersionState version = versions.computeIfAbsent(score.model(), name -> new VersionState());
    if (versions.size() > MAX_VERSIONS) {
      versions.remove(versions.keySet().iterator().next());
    }
    Double skill = score.skill();
    if (skill == null || !(skill >= MIN_SKILL && skill < 1)) {
      return null; // persistence was perfect, or the model
    }
    double persisted = score.mse() / (1 - skill);
    if (score.mse() > ClipDecoder.MAX_ERROR || persisted > ClipDecoder.MAX_ERROR) {
      version.noteLimited(score.stream());
    }
    if (!isError(score.mse()) || !isError(persisted)) {
      return null; // the same, or an impossible score
    }
    version.block.add(score.stream(), score.mse(), persisted, timestamp, score.frame());
    return version.block.size() == BLOCK ? close(score.model(), version) : null;
  }

  private static boolean isError(double squared) {
    return squared > 0 && squared <= ClipDecoder.MAX_ERROR;
  }

  private static @Nullable DriftAlarm close(String model, VersionState version) {
    double shortfall = version.block.shortfall();
    version.limited.replaceAll((stream, blocks) -> blocks + 1);
    version.limited.values().removeIf(blocks -> blocks > FORGOTTEN);
    version.block.limited().forEach(version::noteLimited);
    version.recent.addLast(1 - shortfall);
    if (version.recent.size() > RECENT) {
      version.recent.removeFirst();
    }
    version.test.add(shortfall);
    if (version.test.isAtMinimum()) {
      version.rising = -1;
      version.offsets.clear();
    } else {
      version.rising = version.rising < 0 ? version.block.began() : version.rising;
      if (version.offsets.size() < MAX_PARTITIONS) {
        version.block.first().forEach(version.offsets::putIfAbsent);
      }
    }
    version.block = new ScoreBlock();
    if (!version.test.hasAlarm()) {
      return null;
    }
    DriftAlarm alarm =
        new DriftAlarm(
            model, version.rising, version.offsets, 1 - version.test.meanBefore(), 1 - shortfall);
    version.test = new PageHinkley(DELTA, LAMBDA);
    version.rising = -1;
    version.offsets.clear();
    return alarm;
  }

  /**
   * Returns the streams that since the last call count with a skill of 0, because their errors are
   * larger than those of persistence, or not at all, because their errors are impossible. Each is
   * returned once, until it has counted again for some time.
   */
  public List<String> takeLimited(String model) {
    VersionState version = versions.get(model);
    if (version == null || version.newlyLimited.isEmpty()) {
      return List.of();
    }
    List<String> taken = List.copyOf(version.newlyLimited);
    version.newlyLimited.clear();
    return taken;
  }

  /** Returns the pooled skill of the newest predictions of a version; NaN if there are too few. */
  public double skill(String model) {
    VersionState version = versions.get(model);
    return version == null ? Double.NaN : mean(version.recent);
  }

  private static double mean(Deque<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
