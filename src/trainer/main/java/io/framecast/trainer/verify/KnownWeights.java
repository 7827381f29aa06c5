package io.framecast.trainer.verify;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.topics.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions that can be run, by their names. */
public final class KnownWeights implements AutoCloseable {

  private final Map<String, Weights> versions = new TreeMap<>();
  private final Map<String, Step> steps = new HashMap<>();

  private final WeightsSource elsewhere;

  /** Where other versions may be. */
  public interface WeightsSource {
    /** Null where there are none of that name. */
    @Nullable Weights find(String version);
  }

  public KnownWeights(List<Weights> known, WeightsSource elsewhere) {
    known.forEach(weights -> versions.put(weights.version(), weights));
    this.elsewhere = elsewhere;
  }

  /**
   * A run of the prediction's version that has seen no frame; all runs are for one thread.
   *
   * @throws UnverifiableException for a version that is not known
   */
  ModelRun begin(Prediction prediction) {
    String version = prediction.model();
    Weights known = find(version);
    if (known == null) {
      throw new UnverifiableException(
          "%s: expected a prediction of known weights (%s), found one of %s; --weights FILE adds some"
              .formatted(prediction.source(), String.join(", ", versions.keySet()), version));
    }
    Step step = steps.computeIfAbsent(version, name -> new Step(known));
    return new ModelRun(version, known.configuration(), step);
  }

  /** The one place where a version is looked up. */
  private @Nullable Weights find(String version) {
    Weights known = versions.get(version);
    if (known == null) {
      known = elsewhere.find(version);
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
