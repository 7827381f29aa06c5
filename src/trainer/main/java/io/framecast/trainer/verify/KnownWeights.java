package io.framecast.trainer.verify;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.topics.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the weights of versions, and starts runs of them. */
public final class KnownWeights implements AutoCloseable {

  private final Map<String, Weights> versions = new TreeMap<>();
  private final Map<String, Step> steps = new HashMap<>();

  private final WeightsSource source;

  /** A further source of weights. */
  public interface WeightsSource {
    /** Returns the weights of a version; null if the source has none. */
    @Nullable Weights find(String version);
  }

  /** Knows these weights, and asks the source for others. */
  public KnownWeights(List<Weights> known, WeightsSource source) {
    known.forEach(weights -> versions.put(weights.version(), weights));
    this.source = source;
  }

  /**
   * Starts a run of the version of a prediction, without frames; all runs are for one thread.
   *
   * @throws UnverifiableException if the version is unknown
   */
  ModelRun start(Prediction prediction) {
    String version = prediction.model();
    Weights known = find(version);
    if (known == null) {
      throw new UnverifiableException(
          String.format(
              Locale.ROOT,
              "%s: expected a prediction of known weights (%s), found one of %s; --weights FILE adds some",
              prediction.source(),
              String.join(", ", versions.keySet()),
              version));
    }
    Step step = steps.computeIfAbsent(version, name -> new Step(known));
    return new ModelRun(version, known.configuration(), step);
  }

  /** Finds a version, among the known ones first. */
  private @Nullable Weights find(String version) {
    Weights known = versions.get(version);
    if (known == null) {
      known = source.find(version);
      if (known != null) {
        versions.put(version, known);
      }
    }
    return known;
  }

  @Override
  public void close() {
    steps.values().forEach(Step::close);
    steps.clear();
  }
}
