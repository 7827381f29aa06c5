package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Event;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.drift.DriftDetector;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.log.LogReader;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer while it has a broker; one thread takes its turns.
 *
 * <pre>
 *   scores -> skill has fallen --+
 *   timer -----------------------+--> round, a process of its own --> gate --> promotion --> probation
 *   somebody asks ---------------+            |                         |                       |
 *                                             +---- refused: an event --+       rollback <------+
 * </pre>
 */
final class RetrainingController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainingController.class);
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** Skill that is within this of what it was before it fell has recovered. */
  private static final double RECOVERED = 0.05;

  private final Settings settings;
  private final LogReader log;
  private final ChampionTracker registry;
  private final ScoreConsumer scores;
  private final DriftDetector skills = new DriftDetector();
  private final RetrainingScheduler retraining;
  private final ChallengerEvaluator court;
  private final TrainerReporter voice;
  private @Nullable LiveModel served;
  private DriftDetector.@Nullable DriftAlarm fallen;

  RetrainingController(
      Settings settings,
      WorkDirectory directory,
      Clients clients,
      ModelRegistry models,
      Gate gate,
      Weights first,
      TrainerMetrics figures) {
    this.settings = settings;
    this.voice = new TrainerReporter(models, figures);
    log = clients.log();
    ScoreConsumer opened = null;
    try {
      opened = new ScoreConsumer(log, settings.topics().scores(), figures.unreadable());
      registry = new ChampionTracker(models, first);
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      log.close();
      throw e;
    }
    scores = opened;
    court = new ChallengerEvaluator(registry, gate, voice);
    retraining =
        new RetrainingScheduler(
            settings, directory.path(), clients.settings(), models, court, voice);
  }

  /** Looks at everything once; waits a little where there is nothing to see. */
  void turn() throws InterruptedException {
    for (ScoreConsumer.Timed timed : scores.next(PATIENCE)) {
      registry.serving(timed.score().model());
      DriftDetector.DriftAlarm fall = skills.add(timed.score(), timed.timestamp());
      if (fall != null && fallen == null && isLive(fall.model())) {
        hasFallen(fall);
      }
    }
    Weights champion = registry.changed() ? registry.champion() : null;
    if (champion != null) {
      follow(champion);
    }
    LiveModel now = served;
    if (now != null) {
      hasRecovered(now.version());
      retraining.turn(now, fallen);
      court.look(now);
    }
    voice
        .figures()
        .phase(retraining.isOn() ? "learning" : court.hasProbation() ? "probation" : "watching");
  }

  private boolean isLive(String model) {
    return served != null && served.version().equals(model);
  }

  private void hasFallen(DriftDetector.DriftAlarm fall) {
    fallen = fall;
    retraining.isNeeded();
    voice.tell(
        Event.DRIFT,
        fall.model(),
        String.format(
            Locale.ROOT, "expected a skill of about %.3f, found %.3f", fall.before(), fall.now()));
    voice.figures().fallen(fall.before());
  }

  private void hasRecovered(String champion) {
    double skill = skills.now(champion);
    voice.figures().skill(skill);
    DriftDetector.DriftAlarm fall = fallen;
    if (fall != null && skill >= fall.before() - RECOVERED) {
      LOG.info("skill has recovered: {} before it fell, {} now", fall.before(), skill);
      fallen = null;
      voice.figures().fallen(Double.NaN);
    }
  }

  /** Another version is live. */
  private void follow(Weights champion) {
    String topic = settings.topics().frames();
    int channels = champion.configuration().channels();
    ClipReader clips = new ClipReader(log, topic, settings.limits(), channels);
    LiveModel now = new LiveModel(champion, clips, new ClipSelector(log, clips, settings));
    served = now;
    voice.figures().champion(now.version());
    LOG.atInfo().addKeyValue("version", now.version()).log("this is the champion");
    court.putOnProbation(now);
    retraining.goOn(now);
  }

  /**
   * Somebody asks for a round, or for a version to be judged.
   *
   * @param challenger the version; null for a round
   */
  void asked(@Nullable String challenger) {
    LiveModel now = served;
    if (now == null) {
      LOG.warn("asked for a round or a judgement, but nobody is live yet");
    } else if (challenger != null) {
      try {
        court.judge(now, registry.weights(challenger), now.plan().newest(0));
      } catch (RefusedModelException e) {
        voice.refuse(challenger, String.valueOf(e.getMessage()));
      }
    } else if (retraining.isOn()) {
      LOG.info("asked for a round while one is on");
    } else {
      retraining.begin(now, "somebody asked for one");
    }
  }

  @Override
  public void close() {
    retraining.close();
    scores.close();
    registry.close();
    log.close();
  }
}
