package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.clips.ClipIndex;
import io.framecast.trainer.gate.EvaluatedClip;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates challengers against the champion, promotes those that pass the gate, and rolls back a
 * promoted version whose live skill is worse.
 */
final class ChallengerEvaluator {
  private static final Logger LOG = LoggerFactory.getLogger(ChallengerEvaluator.class);
  private static final long CHECK_MILLIS = 5_000;
  private static final long MAX_AGE_MILLIS = Duration.ofDays(1).toMillis();

  private final ModelRegistry models;
  private final ChampionTracker tracker;
  private final Gate gate;
  private final TrainerReporter reporter;
  private final TrainingDirectory directory;
  private @Nullable PostPromotionCheck check;
  private long nextCheck;

  /** Whether a lack of memory has put off the check, or its start. */
  private boolean isPostponed;

  /**
   * Evaluates with this gate.
   *
   * @param directory remembers which version was checked after its promotion
   */
  ChallengerEvaluator(
      ModelRegistry models,
      ChampionTracker tracker,
      Gate gate,
      TrainerReporter reporter,
      TrainingDirectory directory) {
    this.directory = directory;
    this.models = models;
    this.tracker = tracker;
    this.gate = gate;
    this.reporter = reporter;
  }

  boolean isCheckingPromotion() {
    return check != null;
  }

  /**
   * Evaluates a challenger, and promotes it if it passes.
   *
   * @param newest index of the newest frames; the clips of held-out streams in it decide
   * @return whether it is promoted
   */
  boolean evaluate(LiveModel live, Weights challenger, ClipIndex newest) {
    String version = challenger.version();
    List<EvaluatedClip> clips = live.load(live.selector().heldOut(newest));
    if (!Gate.isEnough(clips.size())) {
      reporter.reportRejection(
          version,
          String.format(
              Locale.ROOT,
              "cannot be evaluated: expected at least %d clips of held-out streams, found %d",
              Gate.MIN_CLIPS,
              clips.size()));
      return false;
    }
    Gate.GateResult result;
    try {
      result = gate.evaluate(live.champion(), challenger, clips);
    } catch (InvalidModelException e) {
      reporter.reportRejection(version, "cannot be evaluated: " + e.getMessage());
      return false;
    } catch (EvaluationMemoryException e) {
      reporter.reportRejection(
          version,
          "cannot be evaluated now: "
              + e.getMessage()
              + "; give the trainer more memory, and evaluate it with POST /challengers/"
              + version);
      return false;
    }
    if (!result.passed()) {
      reporter.reportRejection(version, result.reason());
      if (!result.isChampionFinite()) {
        rollBackIfNotFinite(live, clips);
      }
      return false;
    }
    return promote(version, live.version(), result.reason());
  }

  /**
   * Rolls back a live version that gives no finite predictions, however long it is live. No round
   * can succeed with it: its result would not be finite either.
   */
  void rollBackIfNotFinite(LiveModel live) {
    if (tracker.rollbackTarget() != null) {
      ClipIndex newest = live.selector().newest(null, null);
      rollBackIfNotFinite(live, live.load(live.selector().heldOut(newest)));
    }
  }

  /** Rolls back a live version that gives no finite predictions of these clips. */
  void rollBackIfNotFinite(LiveModel live, List<EvaluatedClip> clips) {
    String previous = tracker.rollbackTarget();
    if (previous == null) {
      return;
    }
    try {
      String reason =
          PostPromotionCheck.compareFinite(live.champion(), tracker.weights(previous), clips);
      if (reason != null) {
        rollBack(live.version(), reason);
      }
    } catch (InvalidModelException | EvaluationMemoryException e) {
      LOG.warn("{} is not compared with {}: {}", live.version(), previous, e.getMessage());
    }
  }

  private boolean promote(String version, String champion, String reason) {
    try {
      models.promote(version, champion, ChampionTracker.BY, reason);
      reporter.reportPromotion(version, reason);
      return true;
    } catch (InvalidModelException e) {
      reporter.reportRejection(version, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * Begins to compare a newly promoted version with the previous one, unless that was done or the
   * promotion is long ago: then the frames since say little about the promotion.
   */
  void startPostPromotionCheck(LiveModel live) {
    isPostponed = false;
    start(live);
  }

  private void start(LiveModel live) {
    long age = System.currentTimeMillis() - tracker.promotedMillis();
    boolean isOver = age > MAX_AGE_MILLIS || directory.isChecked(live.version());
    String previous = isOver ? null : tracker.previous();
    nextCheck = 0;
    try {
      Map<TopicPartition, Long> since = live.selector().ends(); // before the weights are read
      check =
          previous == null
              ? null
              : new PostPromotionCheck(live.champion(), tracker.weights(previous), since);
      isPostponed = false;
    } catch (InvalidModelException e) {
      check = null;
      LOG.atWarn()
          .addKeyValue("version", live.version())
          .log("the version is not compared with the previous one: {}", e.getMessage());
    } catch (EvaluationMemoryException e) {
      check = null;
      postpone(live.version(), e);
    }
  }

  /** Checks the promoted version when there are enough clips since its promotion. */
  void checkPromotion(LiveModel live) {
    long time = System.currentTimeMillis();
    if (time < nextCheck) {
      return;
    }
    nextCheck = time + CHECK_MILLIS;
    if (check == null && isPostponed) {
      start(live);
    }
    PostPromotionCheck running = check;
    if (running == null) {
      return;
    }
    List<EvaluatedClip> clips = live.load(running.nextClips(live.selector()));
    if (!clips.isEmpty()) {
      run(running, clips);
    }
  }

  /** A lack of memory is no evidence against a version, so the same is tried again. */
  private void postpone(String version, EvaluationMemoryException e) {
    nextCheck = System.currentTimeMillis() + CHECK_MILLIS;
    if (!isPostponed) {
      isPostponed = true;
      LOG.atWarn()
          .addKeyValue("version", version)
          .log(
              "the comparison with the previous version is put off, and tried again every {} s: {}",
              CHECK_MILLIS / 1_000,
              e.getMessage());
    }
  }

  /** Runs the check on these clips, and rolls back if it says so. */
  void run(PostPromotionCheck running, List<EvaluatedClip> clips) {
    String reason;
    try {
      reason = running.compare(gate, clips);
      isPostponed = false;
    } catch (EvaluationMemoryException e) {
      postpone(running.version(), e);
      return;
    } catch (InvalidModelException e) {
      check = null;
      LOG.atWarn()
          .addKeyValue("version", running.version())
          .log(
              "the comparison with the previous version failed: {}. {} stays live; roll it back"
                  + " by hand if it should not",
              e.getMessage(),
              running.version());
      return;
    }
    if (reason != null) {
      check = null;
      rollBack(running.version(), reason);
    } else if (running.isOver()) {
      check = null;
      directory.markChecked(running.version());
      LOG.atInfo()
          .addKeyValue("version", running.version())
          .log("the version is not worse than the previous one, and stays live");
    }
  }

  private void rollBack(String version, String reason) {
    try {
      String previous = models.rollBack(version, ChampionTracker.BY, reason);
      reporter.reportRollback(version, previous, reason);
    } catch (InvalidModelException e) {
      LOG.info("not rolled back: {}", e.getMessage());
    }
  }
}
