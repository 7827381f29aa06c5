package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import io.framecast.topics.Event;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.clips.ClipIndex;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.drift.DriftDetector.DriftAlarm;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.RoundMemory;
import io.framecast.trainer.rounds.TrainingClips;
import io.framecast.trainer.rounds.TrainingProgress;
import io.framecast.trainer.service.ClipSelector.PlannedRound;
import io.framecast.trainer.service.RoundRequest.Cause;
import io.framecast.trainer.service.RoundRequest.RoundDecision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs rounds of retraining one after the other: it begins them, follows their progress, and has
 * their results evaluated. A round's index of the log serves from its plan to its evaluation.
 */
final class RetrainingScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainingScheduler.class);

  private static final long CHECK_MILLIS = 5_000;
  private static final int QUARTERS = 4;

  /** Versions that stay in the registry, beside those that are needed. */
  private static final int KEPT_VERSIONS = 5;

  private final TrainerSettings.Rounds settings;
  private final TrainingDirectory directory;
  private final Map<String, Object> clients;
  private final ModelRegistry models;
  private final ChallengerEvaluator evaluator;
  private final TrainerReporter reporter;
  private @Nullable TrainingSubprocess running;
  private @Nullable ClipIndex index;
  private final ThrottledLog waiting = new ThrottledLog();
  private String refused = ""; // for its memory, so that the same is reported once
  private int reportedQuarters;
  private int failedRounds;
  private long lastRound = System.currentTimeMillis();
  private long notBefore;

  /**
   * Begins without a round.
   *
   * @param clients settings of Kafka clients for the process of a round
   */
  RetrainingScheduler(
      TrainerSettings.Rounds settings,
      TrainingDirectory directory,
      Map<String, Object> clients,
      ModelRegistry models,
      ChallengerEvaluator evaluator,
      TrainerReporter reporter) {
    this.settings = settings;
    this.directory = directory;
    this.clients = clients;
    this.models = models;
    this.evaluator = evaluator;
    this.reporter = reporter;
  }

  boolean isRunning() {
    return running != null;
  }

  /** Lets the next round begin without a pause: the skill has fallen. */
  void requestNow() {
    notBefore = 0;
    failedRounds = 0;
  }

  /** Resumes an interrupted round if it began with the live version. */
  void resume(LiveModel live) {
    index = null; // of clips as another network sees them
    if (running != null) {
      return;
    }
    Manifest manifest = directory.findInterrupted();
    if (manifest == null) {
      return;
    }
    TrainingClips clips = directory.interruptedClips();
    if (clips == null || !manifest.parent().equals(live.version())) {
      directory.cleanUp();
      return;
    }
    // it may be what the memory had not sufficed for
    String shortage =
        RoundMemory.shortage(live.champion().configuration(), clips.fresh(), settings.memory());
    if (shortage != null) {
      directory.cleanUp();
      delayNext();
      reporter.reportRejection(
          live.version(), "the interrupted round cannot be resumed: " + shortage);
      return;
    }
    reporter.report(Event.ROUND, manifest.parent(), "resumed after an interruption");
    reportedQuarters = 0;
    running = TrainingSubprocess.start(directory, manifest, clients, settings.memory());
  }

  /** Follows the running round, or begins one that is due. */
  void runOnce(LiveModel live, @Nullable DriftAlarm alarm) throws InterruptedException {
    TrainingSubprocess round = running;
    long now = System.currentTimeMillis();
    RoundRequest request =
        RetrainingTrigger.decide(
            new RetrainingTrigger.Inputs(round != null, alarm, now, lastRound, notBefore),
            settings);
    if (round != null) {
      follow(live, round);
    } else if (request != null) {
      begin(live, request);
    }
  }

  private void follow(LiveModel live, TrainingSubprocess round) throws InterruptedException {
    TrainingProgress progress = round.progress();
    reporter.setProgress(progress);
    reportProgress(round.manifest().parent(), progress);
    if (round.isDone(0)) {
      finish(live, round);
    }
  }

  private void reportProgress(String version, TrainingProgress progress) {
    int reached = QUARTERS * progress.step() / progress.steps();
    if (reached > reportedQuarters) {
      reportedQuarters = reached;
      reporter.report(Event.ROUND, version, progress.sentence());
    }
  }

  /** Begins a round on the newest frames because an operator asks for it. */
  void beginNow(LiveModel live) {
    begin(live, RoundRequest.now(Cause.OPERATOR, "an operator asked for it"));
  }

  private void begin(LiveModel live, RoundRequest request) {
    long now = System.currentTimeMillis();
    ClipIndex newest = live.selector().newest(index, request.since());
    index = newest;
    List<IndexedClip> fresh = live.selector().fresh(newest);
    int heldOut = live.selector().heldOut(newest).size();
    RoundDecision decision = request.decide(fresh.size(), heldOut);
    if (decision == RoundDecision.BEGIN) {
      String shortage =
          RoundMemory.shortage(live.champion().configuration(), fresh, settings.memory());
      if (shortage == null) {
        begin(live, request.reason(), newest);
        return;
      }
      String tooLarge = "no round can begin: " + shortage;
      delayNext();
      if (!tooLarge.equals(refused) || request.cause() == Cause.OPERATOR) {
        refused = tooLarge;
        reporter.reportRejection(live.version(), tooLarge);
      }
    }
    String missing =
        String.format(
            Locale.ROOT,
            "expected at least %d clips in which something moves to train on, and %d of held-out streams to evaluate on, found %d and %d in %s",
            request.minClips(),
            Gate.MIN_CLIPS,
            fresh.size(),
            heldOut,
            newest);
    if (decision == RoundDecision.REJECT) {
      delayNext();
      reporter.reportRejection(live.version(), "no round can begin: " + missing);
    } else if (decision == RoundDecision.WAIT) {
      waiting.log(times -> LOG.info("a round waits for frames: {}", missing));
    }
    if (request.cause() == Cause.DRIFT) {
      notBefore = Math.max(notBefore, now + CHECK_MILLIS);
    } else if (request.cause() == Cause.SCHEDULE) {
      lastRound = now;
    }
  }

  private void begin(LiveModel live, String reason, ClipIndex newest) {
    refused = "";
    lastRound = System.currentTimeMillis();
    PlannedRound round = live.selector().plan(newest, live.version(), lastRound);
    Manifest manifest = round.manifest();
    reporter.reportRound(
        manifest.parent(),
        String.format(
            Locale.ROOT,
            "begins: %s; %s on %s and %d older",
            reason,
            Count.of(manifest.steps(), "step"),
            Count.of(round.clips().fresh().size(), "fresh clip"),
            manifest.reservoir().size()));
    reportedQuarters = 0;
    directory.write(round, live.champion());
    running = TrainingSubprocess.start(directory, manifest, clients, settings.memory());
  }

  private void finish(LiveModel live, TrainingSubprocess done) throws InterruptedException {
    running = null;
    reporter.setProgress(TrainingProgress.NONE);
    boolean promoted = publishAndEvaluate(live, done);
    // only now: if the broker was lost before, the round is resumed
    directory.cleanUp();
    index = null;
    if (promoted) {
      failedRounds = 0;
      notBefore = System.currentTimeMillis() + settings.pause().toMillis();
    } else {
      delayNext();
    }
    String parent = live.champion().provenance().getOrDefault("parent", "");
    List<String> removed = models.prune(KEPT_VERSIONS, Set.of(live.version(), parent));
    if (!removed.isEmpty()) {
      LOG.info("removed old versions: {}", removed);
    }
  }

  private boolean publishAndEvaluate(LiveModel live, TrainingSubprocess done)
      throws InterruptedException {
    TrainingSubprocess.Result result = done.result();
    Weights challenger = result.weights();
    if (challenger == null) {
      reporter.reportRejection(done.manifest().parent(), "retraining failed: " + result.failure());
      evaluator.rollBackIfNotFinite(live);
      return false;
    }
    try {
      models.publish(challenger.toBytes());
    } catch (InvalidModelException e) {
      reporter.reportRejection(challenger.version(), String.valueOf(e.getMessage()));
      return false;
    }
    ClipIndex newest = live.selector().toEnd(index, done.manifest().fresh());
    return evaluator.evaluate(live, challenger, newest);
  }

  /** Makes the next round wait twice as long as this one did. */
  private void delayNext() {
    notBefore =
        System.currentTimeMillis() + RetrainingTrigger.pauseMillis(settings.pause(), failedRounds);
    failedRounds++;
  }

  /** Ends the running round; the next trainer resumes it. */
  @Override
  public void close() {
    if (running != null) {
      running.close();
    }
  }
}
