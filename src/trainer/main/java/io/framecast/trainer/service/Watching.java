package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Event;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.drift.SkillWatch;
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
final class Watching implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** Skill that is within this of what it was before it fell has recovered. */
  private static final double RECOVERED = 0.05;

  private final Settings settings;
  private final LogReader log;
  private final Registry registry;
  private final ScoreFollower scores;
  private final SkillWatch skills = new SkillWatch();
  private final Retraining retraining;
  private final Court court;
  private final Voice voice;
  private @Nullable Served served;
  private SkillWatch.@Nullable Fall fallen;

  Watching(
      Settings settings,
      WorkDirectory directory,
      Clients clients,
      ModelRegistry models,
      Gate gate,
      Weights first,
      Figures figures) {
    this.settings = settings;
    this.voice = new Voice(models, figures);
    log = clients.log();
    ScoreFollower opened = null;
    try {
      opened = new ScoreFollower(log, settings.topics().scores(), figures.unreadable());
      registry = new Registry(models, first);
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      log.close();
      throw e;
    }
    scores = opened;
    court = new Court(registry, gate, voice);
    retraining =
        new Retraining(settings, directory.path(), clients.settings(), models, court, voice);
  }

  /** Looks at everything once; waits a little where there is nothing to see. */
  void turn() throws InterruptedException {
    for (ScoreFollower.Timed timed : scores.next(PATIENCE)) {
      registry.serving(timed.score().model());
      SkillWatch.Fall fall = skills.add(timed.score(), timed.timestamp());
      if (fall != null && fallen == null && isLive(fall.model())) {
        hasFallen(fall);
      }
    }
    Weights champion = registry.changed() ? registry.champion() : null;
    if (champion != null) {
      follow(champion);
    }
    Served now = served;
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

  private void hasFallen(SkillWatch.Fall fall) {
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
    SkillWatch.Fall fall = fallen;
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
    Served now = new Served(champion, clips, new Plan(log, clips, settings));
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
    Served now = served;
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
