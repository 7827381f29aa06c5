package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelFollower;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.Models;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.WeightsGuard;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is live, as the trainer follows it; one thread. */
final class ChampionTracker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChampionTracker.class);
  static final String BY = "trainer";

  /** Predictors serve with few versions; more are made up. */
  private static final int MOST_HEARD = 16;

  private final ModelRegistry registry;
  private final ModelFollower follower;
  private final Weights first;
  private @Nullable Weights champion;
  private @Nullable String before;
  private long promoted;
  private String refused = "";
  private final Set<String> heard = new HashSet<>();

  /**
   * Begins to follow.
   *
   * @param first what predictors serve with while no version is promoted, as far as we know
   */
  ChampionTracker(ModelRegistry registry, Weights first) {
    this.registry = registry;
    this.first = first;
    this.follower = registry.follow();
  }

  /**
   * Hears that predictions are made with this version. Where none is promoted it becomes the first
   * champion: whoever follows it can then be gone back from. It is only ever the one that is served
   * already, so nobody is led to other weights.
   */
  void serving(String version) {
    if (champion == null
        && follower.models().champion() == null
        && heard.size() < MOST_HEARD
        && heard.add(version)) { // once is enough
      if (version.equals(first.version())) {
        registry.publish(first.toBytes());
        promoteFirst();
      } else {
        LOG.warn(
            "nobody is promoted, and predictors serve with {}, found {} under framecast.weights: no"
                + " round can begin until one is promoted",
            version,
            first.version());
      }
    }
  }

  private void promoteFirst() {
    try {
      registry.promote(first.version(), "", BY, "the first one: it was served so far");
    } catch (RefusedModelException e) {
      LOG.info("another was first: {}", e.getMessage());
    }
  }

  /** Takes note of changes; whether another version is live now. */
  boolean changed() {
    follower.await(Duration.ofMillis(1));
    Models models = follower.models();
    Champion live = models.champion();
    if (live == null
        || live.version().equals(refused)
        || (champion != null && live.version().equals(champion.version()))) {
      return false;
    }
    try {
      Weights weights = weights(live.version());
      boolean back = live.version().equals(before); // we have been there: it needs no probation
      champion = weights;
      before = back || models.before().isEmpty() ? null : models.before().get(0);
      promoted = time(live.promoted());
      return true;
    } catch (RefusedModelException e) {
      refused = live.version(); // predictors refuse it too, and go on with what they have
      LOG.atWarn()
          .addKeyValue("version", live.version())
          .log("the champion is refused: {}", e.getMessage());
      return false;
    }
  }

  private static long time(String promoted) {
    try {
      return Instant.parse(promoted).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return System.currentTimeMillis();
    }
  }

  /** The live one; null while none is. */
  @Nullable Weights champion() {
    return champion;
  }

  /** The weights of a version; throws {@link RefusedModelException} for one that cannot be had. */
  Weights weights(String version) {
    byte[] file = registry.file(version);
    return WeightsGuard.use(version, () -> Weights.parse(file));
  }

  /** The version that would come back; null where none is on probation. */
  @Nullable String before() {
    return before;
  }

  /** When the live one was promoted, milliseconds since 1970. */
  long promoted() {
    return promoted;
  }

  ModelRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    follower.close();
  }
}
