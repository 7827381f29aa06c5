package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.gate.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges challengers, promotes those that pass, and goes back from those that should not have. */
final class ChallengerEvaluator {
  private static final Logger LOG = LoggerFactory.getLogger(ChallengerEvaluator.class);
  private static final long LOOK_MILLIS = 5_000;

  private final ChampionTracker registry;
  private final Gate gate;
  private final TrainerReporter voice;
  private @Nullable CanaryMonitor probation;
  private long lookAgain;

  ChallengerEvaluator(ChampionTracker registry, Gate gate, TrainerReporter voice) {
    this.registry = registry;
    this.gate = gate;
    this.voice = voice;
  }

  boolean hasProbation() {
    return probation != null;
  }

  /**
   * Judges, and promotes.
   *
   * @param spans newest stretches of the log; clips of held-out streams in them judge
   * @return whether it is promoted
   */
  boolean judge(LiveModel now, Weights challenger, List<OffsetRange> spans) {
    List<LoggedClip> newest = now.plan().heldOut(spans);
    if (!Gate.isEnough(newest.size())) {
      voice.refuse(
          challenger.version(),
          "it cannot be judged: expected at least %d clips of held-out streams, found %d"
              .formatted(Gate.LEAST_CLIPS, newest.size()));
      return false;
    }
    Gate.GateResult judgement;
    try {
      judgement = gate.judge(now.champion(), challenger, now.developed(newest));
    } catch (RefusedModelException e) {
      voice.refuse(challenger.version(), "it cannot be judged: " + e.getMessage());
      return false;
    }
    if (!judgement.passed()) {
      voice.refuse(challenger.version(), judgement.reason());
      return false;
    }
    try {
      registry
          .registry()
          .promote(challenger.version(), now.version(), ChampionTracker.BY, judgement.reason());
      LOG.atInfo()
          .addKeyValue("version", challenger.version())
          .log("promoted: {}", judgement.reason());
      voice.figures().promoted(judgement.reason());
      return true;
    } catch (RefusedModelException e) {
      voice.refuse(challenger.version(), String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Another version is live: the one before it may still come back. */
  void putOnProbation(LiveModel now) {
    String old = registry.before();
    lookAgain = 0;
    try {
      probation =
          old == null
              ? null
              : new CanaryMonitor(now.champion(), registry.weights(old), registry.promoted());
    } catch (RefusedModelException e) {
      probation = null;
      LOG.atWarn().addKeyValue("version", now.version()).log("no probation: {}", e.getMessage());
    }
  }

  /** Looks at the one on probation, when there is enough to be seen. */
  void look(LiveModel now) {
    CanaryMonitor trial = probation;
    long time = System.currentTimeMillis();
    if (trial == null || time < lookAgain) {
      return;
    }
    lookAgain = time + LOOK_MILLIS;
    List<LoggedClip> newest = now.plan().all(now.plan().newest(trial.since()));
    if (!trial.isDue(newest.size())) {
      return;
    }
    String why;
    try {
      why = trial.look(gate, now.developed(newest));
    } catch (RefusedModelException e) {
      probation = null;
      LOG.atWarn()
          .addKeyValue("version", trial.version())
          .log(
              "probation ends without a judgement: {}. {} stays live: roll back by hand where it"
                  + " should not",
              e.getMessage(),
              trial.version());
      return;
    }
    if (why != null) {
      probation = null;
      goBack(trial.version(), why);
    } else if (trial.isOver()) {
      probation = null;
      LOG.atInfo().addKeyValue("version", trial.version()).log("probation is passed");
    }
  }

  private void goBack(String version, String why) {
    try {
      String old = registry.registry().rollBack(version, ChampionTracker.BY, why);
      LOG.atWarn().addKeyValue("version", version).log("rolled back to {}: {}", old, why);
      voice.figures().rolledBack(why);
    } catch (RefusedModelException e) {
      LOG.info("not rolled back: {}", e.getMessage());
    }
  }
}
