package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Event;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.drift.DriftDetector;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.RetrainingJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds, one after the other: when one begins, how far it has come, and what came of it. */
final class RetrainingScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainingScheduler.class);

  /** After a fall, a round waits for as many clips as it would like for so long. */
  private static final long PATIENCE_MILLIS = 120_000;

  private static final long LOOK_MILLIS = 5_000;
  private static final int MOST_DOUBLINGS = 7;
  private static final int QUARTERS = 4;

  /** Versions that stay in the registry, beside those that somebody needs. */
  private static final int NEWEST = 5;

  private final Settings settings;
  private final Path directory;
  private final Map<String, Object> clients;
  private final ModelRegistry models;
  private final ChallengerEvaluator court;
  private final TrainerReporter voice;
  private @Nullable TrainingSubprocess round;
  private int quarters;
  private int fruitless;
  private long last = System.currentTimeMillis();
  private long next;

  RetrainingScheduler(
      Settings settings,
      Path directory,
      Map<String, Object> clients,
      ModelRegistry models,
      ChallengerEvaluator court,
      TrainerReporter voice) {
    this.settings = settings;
    this.directory = directory;
    this.clients = clients;
    this.models = models;
    this.court = court;
    this.voice = voice;
  }

  boolean isOn() {
    return round != null;
  }

  /** Skill has fallen: nothing that came before is a reason to wait. */
  void isNeeded() {
    next = 0;
    fruitless = 0;
  }

  /** With a round that was broken off, if it began with the version that is live. */
  void goOn(LiveModel now) {
    if (round != null) {
      return;
    }
    Manifest manifest = TrainingSubprocess.brokenOff(directory);
    if (manifest == null) {
      return;
    }
    if (manifest.parent().equals(now.version())) {
      voice.tell(Event.ROUND, manifest.parent(), "goes on where it was broken off");
      quarters = 0;
      round = TrainingSubprocess.start(directory, manifest, clients);
    } else {
      TrainingSubprocess.forget(directory);
    }
  }

  /** Follows the round that is on, or begins one where it is time to. */
  void turn(LiveModel now, DriftDetector.@Nullable DriftAlarm fallen) throws InterruptedException {
    TrainingSubprocess on = round;
    long time = System.currentTimeMillis();
    if (on != null) {
      voice.figures().progress(on.progress());
      sayQuarters(on);
      if (on.isDone(0)) {
        finish(now, on);
      }
    } else if (fallen != null && time >= next) {
      beginAfter(now, fallen, time);
    } else if (time - last >= settings.rounds().every().toMillis()) {
      last = time;
      begin(now, "it was time for one");
    }
  }

  private void sayQuarters(TrainingSubprocess on) {
    TrainingSubprocess.Progress progress = on.progress();
    int reached = QUARTERS * progress.step() / progress.steps();
    if (reached > quarters) {
      quarters = reached;
      voice.tell(
          Event.ROUND,
          on.manifest().parent(),
          String.format(
              Locale.ROOT,
              "step %d of %d, loss %.5f",
              progress.step(),
              progress.steps(),
              progress.loss()));
    }
  }

  /** Over what has been filmed since the fall, once that is enough. */
  private void beginAfter(LiveModel now, DriftDetector.DriftAlarm fall, long time) {
    boolean patient = time - fall.since() < PATIENCE_MILLIS;
    int wanted = Math.max(RetrainingJob.LEAST_CLIPS, patient ? settings.rounds().fresh() : 0);
    if (!begin(
        now,
        now.plan().newest(fall.since()),
        wanted,
        patient,
        String.format(Locale.ROOT, "skill fell from %.3f to %.3f", fall.before(), fall.now()))) {
      next = Math.max(next, time + LOOK_MILLIS);
    }
  }

  /** Now, over the newest frames. */
  void begin(LiveModel now, String why) {
    begin(now, now.plan().newest(0), RetrainingJob.LEAST_CLIPS, false, why);
  }

  private boolean begin(
      LiveModel now, List<OffsetRange> spans, int wanted, boolean patient, String why) {
    int fresh = now.plan().fresh(spans);
    int judges = now.plan().heldOut(spans).size();
    if (fresh < wanted || !Gate.isEnough(judges)) {
      if (!patient) {
        refused();
        voice.refuse(
            now.version(),
            "a round cannot be held: expected at least %d clips in which something moves to learn from, and %d of held-out streams to judge by, found %d and %d"
                .formatted(wanted, Gate.LEAST_CLIPS, fresh, judges));
      }
      return false;
    }
    last = System.currentTimeMillis();
    Manifest manifest = now.plan().manifest(spans, now.version(), last);
    voice.tell(
        Event.ROUND,
        manifest.parent(),
        "begins: %s; %d steps over %d fresh clips and %d older ones"
            .formatted(why, manifest.steps(), fresh, manifest.reservoir().size()));
    voice.figures().begun();
    quarters = 0;
    round = TrainingSubprocess.begin(directory, manifest, now.champion(), clients);
    return true;
  }

  private void finish(LiveModel now, TrainingSubprocess done) {
    round = null;
    voice.figures().progress(TrainingSubprocess.Progress.NONE);
    boolean promoted = isPromoted(now, done);
    // decided: a broker that is lost before that leaves the round to be gone on with
    TrainingSubprocess.forget(directory);
    if (promoted) {
      fruitless = 0;
      next = System.currentTimeMillis() + settings.rounds().pause().toMillis();
    } else {
      refused();
    }
    String parent = now.champion().provenance().getOrDefault("parent", "");
    List<String> gone = models.prune(NEWEST, Set.of(now.version(), parent));
    if (!gone.isEmpty()) {
      LOG.info("removed old versions: {}", gone);
    }
  }

  private boolean isPromoted(LiveModel now, TrainingSubprocess done) {
    Weights challenger = done.learned();
    if (challenger == null) {
      voice.refuse(done.manifest().parent(), "the round led to nothing: " + done.said());
      return false;
    }
    try {
      models.publish(challenger.toBytes());
    } catch (RefusedModelException e) {
      voice.refuse(challenger.version(), String.valueOf(e.getMessage()));
      return false;
    }
    return court.judge(now, challenger, now.plan().since(done.manifest().fresh()));
  }

  /** The next round waits twice as long as this one did. */
  private void refused() {
    next = System.currentTimeMillis() + (settings.rounds().pause().toMillis() << fruitless);
    fruitless = Math.min(MOST_DOUBLINGS, fruitless + 1);
  }

  @Override
  public void close() {
    if (round != null) {
      round.close();
    }
  }
}
