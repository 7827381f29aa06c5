package io.framecast.trainer.rounds;

import io.framecast.convlstm.Weights;
import io.framecast.topics.Source;
import io.framecast.trainer.clips.BalancedClipSampler;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.learning.DivergedException;
import io.framecast.trainer.learning.TrainableNetwork;
import io.framecast.trainer.learning.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns what a manifest names. Targets are the frames that came next, as they were logged: noise
 * and all, for a service knows no others.
 */
public final class RetrainingJob {
  /** Fewer clips than this say nothing of the world. */
  public static final int LEAST_CLIPS = 64;

  /** Encoded frames of fresh clips, and as much again of older ones. */
  static final long MOST_BYTES = 256L << 20;

  private static final int SAVED_EVERY = 20;

  /** Largest global norm of a gradient. */
  private static final double CLIP = 1;

  /** Hears how far it has come. */
  public interface Listener {
    void learned(int step, int steps, double loss);
  }

  private final Manifest manifest;
  private final Weights parent;
  private final ClipReader clips;
  private final @Nullable TrainingSnapshotFile saved;

  /**
   * A round.
   *
   * @param parent of the version that the manifest names
   * @param saved file that it is written down in from time to time, and from which it goes on where
   *     it was broken off; null for neither
   */
  public RetrainingJob(Manifest manifest, Weights parent, ClipReader clips, @Nullable Path saved) {
    this.manifest = manifest;
    this.parent = parent;
    this.clips = clips;
    this.saved = saved == null ? null : new TrainingSnapshotFile(saved, manifest.toJson());
  }

  /** Throws {@link InvalidRoundException} where nothing can be learned. */
  public Weights learn(Listener listener) {
    BalancedClipSampler fresh = new BalancedClipSampler(manifest.clips(), MOST_BYTES);
    clips.cut(manifest.fresh(), manifest.split()::isForTraining, fresh);
    List<LoggedClip> newest = fresh.clips();
    if (newest.size() < LEAST_CLIPS) {
      throw new InvalidRoundException(
          "expected at least %d clips in which something moves, found %d and %d still ones"
              .formatted(LEAST_CLIPS, newest.size(), fresh.still()));
    }
    return learn(newest, reservoir(newest.get(0)), listener);
  }

  /** Older clips of the size of the fresh ones. */
  private List<LoggedClip> reservoir(LoggedClip like) {
    List<LoggedClip> found = clips.at(manifest.reservoir().stream().map(Source::parse).toList());
    if (found.size() < manifest.reservoir().size()) {
      throw new InvalidRoundException(
          "expected the %d older clips of the manifest in %s, found %d: the log no longer holds all"
              .formatted(manifest.reservoir().size(), manifest.topic(), found.size()));
    }
    BalancedClipSampler old = new BalancedClipSampler(Math.max(1, found.size()), MOST_BYTES);
    found.stream()
        .filter(clip -> clip.height() == like.height() && clip.width() == like.width())
        .forEach(old);
    return old.clips();
  }

  private Weights learn(List<LoggedClip> fresh, List<LoggedClip> old, Listener listener) {
    int steps = manifest.steps();
    StatefulBatchSampler lanes =
        new StatefulBatchSampler(
            clips.darkroom(), parent.configuration().patch(), fresh, old, manifest.seed());
    TrainingConfig plan =
        new TrainingConfig(
            TrainingConfig.Optimiser.ADAM,
            manifest.rate(),
            steps,
            CLIP,
            manifest.seed(),
            manifest.threads());
    try (TrainableNetwork network = new TrainableNetwork(parent, plan)) {
      double loss = 0;
      for (int step = resumed(network, lanes); step < steps; step++) {
        loss = network.fit(lanes.next());
        if (!Double.isFinite(loss)) {
          throw new DivergedException(
              "step %d: expected a finite loss, found %s".formatted(step, loss));
        }
        listener.learned(step + 1, steps, loss);
        if (saved != null && (step + 1) % SAVED_EVERY == 0) {
          saved.write(network.snapshot(step + 1));
        }
      }
      return network.weights(provenance(fresh, old, loss));
    }
  }

  /** The step to go on with. */
  private int resumed(TrainableNetwork network, StatefulBatchSampler lanes) {
    if (saved == null) {
      return 0;
    }
    return saved
        .read()
        .map(
            snapshot -> {
              network.resume(snapshot);
              for (int step = 0; step < snapshot.step(); step++) {
                lanes.skip();
              }
              return snapshot.step();
            })
        .orElse(0);
  }

  /** Nothing that would differ if it were done again. */
  private Map<String, String> provenance(
      List<LoggedClip> fresh, List<LoggedClip> old, double loss) {
    Map<String, String> said = new TreeMap<>();
    said.put("source", manifest.topic());
    said.put("parent", parent.version());
    said.put("optimiser", "adam");
    said.put("steps", Integer.toString(manifest.steps()));
    said.put("clips", "%d fresh, %d older".formatted(fresh.size(), old.size()));
    said.put("loss", "%.6f".formatted(loss));
    said.put(Manifest.KEY, manifest.toJson());
    return said;
  }
}
