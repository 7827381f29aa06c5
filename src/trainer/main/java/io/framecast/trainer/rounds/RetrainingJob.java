package io.framecast.trainer.rounds;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.learning.DivergedException;
import io.framecast.trainer.learning.TrainableNetwork;
import io.framecast.trainer.learning.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network as a manifest says. Its targets are the next frames as they were logged, with
 * their noise: a service knows no others.
 */
public final class RetrainingJob {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainingJob.class);
  private static final int STEPS_PER_SNAPSHOT = 20;

  /** Frames that a forecaster learns to predict, of the 15 of a clip. */
  private static final int AHEAD = 5;

  /** The largest global norm of a gradient. */
  private static final double MAX_NORM = 1;

  private final Manifest manifest;
  private final Weights parent;
  private final ClipReader clips;
  private final @Nullable TrainingSnapshotFile snapshots;

  /**
   * Prepares a round.
   *
   * @param parent the version that the manifest names
   * @param snapshots file for snapshots of the training, from which an interrupted round resumes;
   *     null for neither
   */
  public RetrainingJob(
      Manifest manifest, Weights parent, ClipReader clips, @Nullable Path snapshots) {
    this.manifest = manifest;
    this.parent = parent;
    this.clips = clips;
    this.snapshots =
        snapshots == null ? null : new TrainingSnapshotFile(snapshots, manifest.toJson());
  }

  /**
   * Trains on these clips, without those that retention has removed since they were chosen.
   *
   * @throws InvalidRoundException if too few are left
   */
  public Weights train(TrainingClips chosen, Consumer<TrainingProgress> listener) {
    List<LoggedClip> fresh = load("fresh", chosen.fresh());
    List<LoggedClip> older = load("older", chosen.older());
    if (fresh.size() < Math.min(TrainingClips.MIN_CLIPS, chosen.fresh().size())) {
      throw new InvalidRoundException(
          String.format(
              Locale.ROOT,
              "expected at least %d fresh clips of the round in %s, found %d: the log no longer holds all",
              TrainingClips.MIN_CLIPS,
              manifest.topic(),
              fresh.size()));
    }
    int steps = manifest.steps();
    StatefulBatchSampler batches =
        new StatefulBatchSampler(
            clips.decoder(), parent.configuration().patch(), fresh, older, manifest.seed());
    TrainingConfig config =
        new TrainingConfig(
            TrainingConfig.Optimiser.ADAM,
            manifest.rate(),
            steps,
            MAX_NORM,
            manifest.seed(),
            manifest.threads(),
            AHEAD);
    try (TrainableNetwork network = new TrainableNetwork(parent, config)) {
      double loss = 0;
      int first = resume(network, batches);
      long began = System.nanoTime();
      for (int step = first; step < steps; step++) {
        loss = network.fit(batches.next());
        if (!Double.isFinite(loss)) {
          throw new DivergedException(
              String.format(Locale.ROOT, "step %d: expected a finite loss, found %s", step, loss));
        }
        listener.accept(
            TrainingProgress.of(step + 1, steps, loss, first, System.nanoTime() - began));
        if (snapshots != null && (step + 1) % STEPS_PER_SNAPSHOT == 0) {
          snapshots.write(network.snapshot(step + 1));
        }
      }
      return network.weights(provenance(fresh.size(), older.size(), loss));
    }
  }

  private List<LoggedClip> load(String which, List<IndexedClip> wanted) {
    List<LoggedClip> loaded = clips.load(wanted);
    if (loaded.size() < wanted.size()) {
      LOG.warn(
          "{} no longer holds {} of {} {} clips; the round does without them",
          manifest.topic(),
          wanted.size() - loaded.size(),
          wanted.size(),
          which);
    }
    return loaded;
  }

  /** Returns the step to continue with. */
  private int resume(TrainableNetwork network, StatefulBatchSampler batches) {
    if (snapshots == null) {
      return 0;
    }
    return snapshots
        .read()
        .map(
            snapshot -> {
              network.resume(snapshot);
              for (int step = 0; step < snapshot.step(); step++) {
                batches.skip();
              }
              return snapshot.step();
            })
        .orElse(0);
  }

  /** Returns only what is the same when the round is repeated. */
  private Map<String, String> provenance(int fresh, int older, double loss) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", manifest.topic());
    provenance.put("parent", parent.version());
    provenance.put("optimiser", "adam");
    provenance.put("steps", Integer.toString(manifest.steps()));
    provenance.put("clips", String.format(Locale.ROOT, "%d fresh, %d older", fresh, older));
    provenance.put("loss", String.format(Locale.ROOT, "%.6f", loss));
    provenance.put(Manifest.KEY, manifest.toJson());
    return provenance;
  }
}
