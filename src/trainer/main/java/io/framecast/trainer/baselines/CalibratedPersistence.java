package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Persistence with probabilities: the bright and dark pixels of the last frame become two
 * probabilities, with another pair for each lead of a roll-out.
 */
record CalibratedPersistence(String name, BrightProbability next, List<BrightProbability> byLead)
    implements Forecaster {

  /** Returns a forecaster of one value; the data set's mean is the best one without any input. */
  static CalibratedPersistence constant(String name, float value) {
    BrightProbability same = new BrightProbability(value, value);
    return new CalibratedPersistence(name, same, List.of(same));
  }

  static CalibratedPersistence fit(List<Clip> training) {
    int last = ForecastEvaluator.CONTEXT - 1;
    return new CalibratedPersistence(
        "persistence-calibrated",
        BrightProbability.estimate(training),
        IntStream.range(last, training.get(0).length())
            .mapToObj(target -> BrightProbability.estimate(training, last, target))
            .toList());
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    return noisy.stream().map(next::after).toList();
  }

  /** Leads beyond the fitted ones use the last fitted one. */
  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    Frame last = context.get(context.size() - 1);
    return IntStream.range(0, leads)
        .mapToObj(lead -> byLead.get(Math.min(lead, byLead.size() - 1)).after(last))
        .toList();
  }
}
