package io.framecast.trainer.drift;

import io.framecast.topics.Score;
import io.framecast.trainer.clips.ClipDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good the live predictions are, version by version: scores are pooled in blocks of {@value
 * #BLOCK}, and a {@link PageHinkley} test is made of what each block leaves to be wished for, 1 -
 * skill. Pooling keeps a frame at which persistence is nearly perfect, whose skill is any negative
 * number, from counting for more than its error.
 *
 * <p>Anyone may write scores. Those of errors that no frames to learn from have are left out, and
 * of each block the one with the largest errors: a single record neither makes a drift nor hides
 * one.
 */
public final class DriftDetector {
  static final int BLOCK = 240;

  /** Skill may fall by so much without a word; ten times as much is heard of after a block. */
  private static final double DELTA = 0.02;

  private static final double LAMBDA = 0.2;

  /** Below this, persistence was all but perfect. */
  private static final double LEAST_SKILL = -1e6;

  /** Blocks that "now" is. */
  private static final int RECENT = 2;

  /** A version that nobody is served with any more is forgotten. */
  private static final int MOST_VERSIONS = 8;

  private final Map<String, VersionState> versions = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Skill has fallen.
   *
   * @param model whose
   * @param since about when, by the timestamps of scores
   * @param before pooled skill until then
   * @param now of the last block
   */
  public record DriftAlarm(String model, long since, double before, double now) {}

  private static final class VersionState {
    PageHinkley test = new PageHinkley(DELTA, LAMBDA);
    final Deque<Double> recent = new ArrayDeque<>();
    int scores;
    double error;
    double persistence;
    double largestError; // of the score that is left out
    double largestPersistence;
    long began;
    long rising = -1; // when the block after the lowest one began

    void take(double mse, double persisted) {
      scores++;
      if (mse + persisted > largestError + largestPersistence) {
        error += largestError;
        persistence += largestPersistence;
        largestError = mse;
        largestPersistence = persisted;
      } else {
        error += mse;
        persistence += persisted;
      }
    }

    void beginBlock() {
      scores = 0;
      error = 0;
      persistence = 0;
      largestError = 0;
      largestPersistence = 0;
    }
  }

  /**
   * Takes the next score; says when skill has fallen, once: the test begins anew with that.
   *
   * @param timestamp of its record
   */
  public @Nullable DriftAlarm add(Score score, long timestamp) {
    VersionState version = versions.computeIfAbsent(score.model(), name -> new VersionState());
    if (versions.size() > MOST_VERSIONS) {
      versions.remove(versions.keySet().iterator().next());
    }
    Double skill = score.skill();
    if (skill == null || !(skill >= LEAST_SKILL && skill < 1)) {
      return null; // persistence was perfect, or the model
    }
    double persisted = score.mse() / (1 - skill);
    if (!isError(score.mse()) || !isError(persisted)) {
      return null; // the same, or it is no score of pictures
    }
    if (version.scores == 0) {
      version.began = timestamp;
    }
    version.take(score.mse(), persisted);
    return version.scores == BLOCK ? close(score.model(), version) : null;
  }

  private static boolean isError(double squared) {
    return squared > 0 && squared <= ClipDecoder.MOST_ERROR;
  }

  private static @Nullable DriftAlarm close(String model, VersionState version) {
    double wanting = Math.min(1, version.error / version.persistence);
    version.recent.addLast(1 - wanting);
    if (version.recent.size() > RECENT) {
      version.recent.removeFirst();
    }
    version.test.add(wanting);
    if (version.test.atLeast()) {
      version.rising = -1;
    } else if (version.rising < 0) {
      version.rising = version.began;
    }
    version.beginBlock();
    if (!version.test.alarm()) {
      return null;
    }
    DriftAlarm fall = new DriftAlarm(model, version.rising, 1 - version.test.before(), 1 - wanting);
    version.test = new PageHinkley(DELTA, LAMBDA);
    version.rising = -1;
    return fall;
  }

  /** Pooled skill of a version's newest predictions, NaN before there are enough. */
  public double now(String model) {
    VersionState version = versions.get(model);
    return version == null ? Double.NaN : mean(version.recent);
  }

  private static double mean(Deque<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
