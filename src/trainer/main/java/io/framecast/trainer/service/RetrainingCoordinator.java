package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import io.framecast.topics.SplitStream;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.drift.DriftDetector;
import io.framecast.trainer.drift.DriftDetector.DriftAlarm;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.log.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coordinates retraining while the trainer has a broker. One thread calls {@link #runOnce}.
 *
 * <pre>
 *   scores: drift --------+
 *   timer ----------------+--> round, in a subprocess --> gate --> promotion --> check
 *   request of operator --+            |                   |                       |
 *                                      +---- rejection event ----+    rollback <---+
 * </pre>
 */
final class RetrainingCoordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainingCoordinator.class);
  private static final int NAMED = 3;
  private static final Duration POLL = Duration.ofMillis(200);

  /** Skill has recovered when it is at most this below what it was before the drift. */
  private static final double RECOVERY_MARGIN = 0.05;

  private final TrainerSettings settings;
  private final LogReader log;
  private final ChampionTracker tracker;
  private final ScoreConsumer scores;
  private final DriftDetector drift = new DriftDetector();
  private final SplitStreams splits = new SplitStreams();
  private final SplitReporter splitReporter;
  private final RetrainingScheduler scheduler;
  private final ChallengerEvaluator evaluator;
  private final TrainerReporter reporter;
  private final TrainerMetrics metrics;
  private @Nullable LiveModel live;
  private @Nullable DriftAlarm alarm;

  /**
   * What stays the same for every connection to the broker.
   *
   * @param clients the operator's settings of Kafka clients
   */
  record Context(
      TrainerSettings settings,
      TrainingDirectory directory,
      Map<String, Object> clients,
      ModelRegistry models,
      Gate gate,
      Weights initial) {}

  RetrainingCoordinator(Context context, TrainerMetrics metrics) {
    this.settings = context.settings();
    this.metrics = metrics;
    ModelRegistry models = context.models();
    reporter = new TrainerReporter(models, metrics);
    log = new LogReader(context.clients());
    ScoreConsumer opened = null;
    try {
      opened = new ScoreConsumer(log, settings.topics().scores(), metrics.unreadable());
      tracker = new ChampionTracker(models, context.initial());
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      log.close();
      throw e;
    }
    scores = opened;
    splitReporter = new SplitReporter(log, models, settings.topics().events());
    evaluator =
        new ChallengerEvaluator(models, tracker, context.gate(), reporter, context.directory());
    scheduler =
        new RetrainingScheduler(
            settings.rounds(), context.directory(), context.clients(), models, evaluator, reporter);
  }

  /** Handles everything that is due; waits a little if there are no scores. */
  void runOnce() throws InterruptedException {
    List<SplitStream> found = new ArrayList<>();
    for (ScoreConsumer.Timed timed : scores.poll(POLL)) {
      tracker.observeServing(timed.score().model());
      splits.add(timed.score(), timed.timestamp()).ifPresent(found::add);
      DriftAlarm raised = drift.add(timed.score(), timed.timestamp());
      if (raised != null && alarm == null && isLive(raised.model())) {
        onDrift(raised);
      }
    }
    splitReporter.report(found);
    Weights champion = tracker.pollChampion();
    if (champion != null) {
      activate(champion);
    }
    LiveModel now = live;
    if (now != null) {
      updateSkill(now.version());
      scheduler.runOnce(now, alarm);
      evaluator.checkPromotion(now);
    }
    metrics.setPhase(
        scheduler.isRunning()
            ? TrainerStatus.LEARNING
            : evaluator.isCheckingPromotion() ? "probation" : "watching");
  }

  private boolean isLive(String model) {
    return live != null && live.version().equals(model);
  }

  private void onDrift(DriftAlarm raised) {
    alarm = raised;
    scheduler.requestNow();
    reporter.report(
        Event.DRIFT,
        raised.model(),
        String.format(
            Locale.ROOT,
            "expected a skill of about %.3f, found %.3f",
            raised.before(),
            raised.now()));
    metrics.setSkillBeforeDrift(raised.before());
  }

  private void updateSkill(String champion) {
    List<String> limited = drift.takeLimited(champion);
    if (!limited.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("version", champion)
          .log(
              "{} more streams count with a skill of 0, or not at all, as copying their last frame is"
                  + " better or their errors are impossible: {}{}",
              limited.size(),
              limited.stream().limit(NAMED).map(RecordText::quote).toList(),
              limited.size() > NAMED ? " and others" : "");
    }
    double skill = drift.skill(champion);
    metrics.setSkill(skill);
    DriftAlarm raised = alarm;
    if (raised != null && skill >= raised.before() - RECOVERY_MARGIN) {
      onRecovery(raised, skill);
    }
  }

  private void onRecovery(DriftAlarm raised, double skill) {
    LOG.info("skill has recovered: {} before the drift, {} now", raised.before(), skill);
    alarm = null;
    metrics.setSkillBeforeDrift(Double.NaN);
  }

  /** Makes another version the live one for the rounds and evaluations to come. */
  private void activate(Weights champion) {
    String topic = settings.topics().frames();
    int channels = champion.configuration().channels();
    ClipReader clips = new ClipReader(log, topic, settings.limits(), channels);
    LiveModel now = new LiveModel(champion, clips, new ClipSelector(log, clips, settings));
    live = now;
    evaluator.startPostPromotionCheck(now);
    scheduler.resume(now);
    // only now: frames after this are those that the check compares
    metrics.setChampion(champion);
    LOG.atInfo().addKeyValue("version", now.version()).log("the champion has changed");
  }

  /**
   * Handles an operator's request for a round, or for the evaluation of a version.
   *
   * @param challenger the version; null for a round
   */
  void handleRequest(@Nullable String challenger) {
    LiveModel now = live;
    if (now == null) {
      LOG.warn("a round or an evaluation was requested, but no version is live yet");
    } else if (challenger != null) {
      evaluate(now, challenger);
    } else if (scheduler.isRunning()) {
      LOG.info("a round was requested while one is running");
    } else {
      scheduler.beginNow(now);
    }
  }

  private void evaluate(LiveModel now, String challenger) {
    try {
      Weights weights = tracker.weights(challenger);
      evaluator.evaluate(now, weights, now.selector().newest(null, null));
    } catch (InvalidModelException | EvaluationMemoryException e) {
      reporter.reportRejection(challenger, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    scheduler.close();
    scores.close();
    tracker.close();
    log.close();
  }
}
