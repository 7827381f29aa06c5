package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RegistrySnapshot;
import io.framecast.topics.models.RegistrySubscription;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.WeightsGuard;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks which version is the champion, and makes the initial weights the first one. */
final class ChampionTracker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChampionTracker.class);

  /** The author of the trainer's promotions and rollbacks. */
  static final String BY = "trainer";

  /** Predictors serve few versions; a longer list of names is made up. */
  private static final int MAX_ANNOUNCED = 16;

  private static final long PAUSE_MILLIS = 5_000;

  private final ModelRegistry models;
  private final RegistrySubscription follower;
  private final Weights initial;
  private final Set<String> announced = new HashSet<>();
  private @Nullable Weights champion;
  private @Nullable String previous;
  private long promotedMillis;
  private String unusable = "";
  private final ThrottledLog shortage = new ThrottledLog();
  private long notBefore; // after a lack of memory

  /**
   * Begins to track.
   *
   * @param initial what predictors serve while no version is promoted, according to the settings
   */
  ChampionTracker(ModelRegistry models, Weights initial) {
    this.models = models;
    this.initial = initial;
    this.follower = models.follow();
  }

  /**
   * Notes that predictors serve this version. If no version is promoted and this is the initial
   * one, it becomes the first champion, so that later versions can be rolled back to it. Predictors
   * serve it already, so this changes no prediction.
   */
  void observeServing(String version) {
    if (champion == null
        && follower.snapshot().champion() == null
        && announced.size() < MAX_ANNOUNCED
        && announced.add(version)) { // once is enough
      if (version.equals(initial.version())) {
        models.publish(initial.toBytes());
        promoteInitial();
      } else {
        LOG.warn(
            "no version is promoted, and predictors serve {} while framecast.weights is {}:"
                + " no round can begin until a version is promoted",
            version,
            initial.version());
      }
    }
  }

  private void promoteInitial() {
    try {
      models.promote(initial.version(), "", BY, "initial model, which predictors serve already");
    } catch (InvalidModelException e) {
      LOG.info("another version was promoted first: {}", e.getMessage());
    }
  }

  /** Reads changes of the registry; returns the new champion, or null if it is the same. */
  @Nullable Weights pollChampion() {
    follower.poll(Duration.ofMillis(1));
    RegistrySnapshot known = follower.snapshot();
    Champion live = known.champion();
    long time = System.currentTimeMillis();
    if (live == null
        || time < notBefore
        || live.version().equals(unusable)
        || (champion != null && live.version().equals(champion.version()))) {
      return null;
    }
    try {
      Weights weights = weights(live.version());
      boolean rolledBack = live.version().equals(previous); // it was live before: no check
      champion = weights;
      previous = rolledBack || known.before().isEmpty() ? null : known.before().get(0);
      promotedMillis = millis(live.promoted());
      return weights;
    } catch (InvalidModelException e) {
      unusable = live.version(); // predictors refuse it too, and keep the weights they have
      LOG.atWarn()
          .addKeyValue("version", live.version())
          .log("the champion cannot be used: {}", e.getMessage());
      return null;
    } catch (EvaluationMemoryException e) {
      notBefore = time + PAUSE_MILLIS;
      shortage.log(
          times ->
              LOG.atWarn()
                  .addKeyValue("version", live.version())
                  .log("the champion is loaded again in {} ms: {}", PAUSE_MILLIS, e.getMessage()));
      return null;
    }
  }

  private static long millis(String promoted) {
    try {
      return Instant.parse(promoted).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return System.currentTimeMillis();
    }
  }

  /**
   * Returns the weights of a version.
   *
   * @throws InvalidModelException if it has none
   * @throws EvaluationMemoryException for a lack of memory
   */
  Weights weights(String version) {
    byte[] file = models.file(version);
    return WeightsGuard.use(version, () -> Weights.parse(file));
  }

  /** Returns the version to roll back to; null if the champion needs no check. */
  @Nullable String previous() {
    return previous;
  }

  /** Returns the version that a rollback leads to, as of the last poll; null without one. */
  @Nullable String rollbackTarget() {
    RegistrySnapshot known = follower.snapshot();
    return known.before().stream()
        .filter(name -> known.version(name) != null)
        .findFirst()
        .orElse(null);
  }

  /** Returns when the champion was promoted, in milliseconds since 1970. */
  long promotedMillis() {
    return promotedMillis;
  }

  @Override
  public void close() {
    follower.close();
  }
}
