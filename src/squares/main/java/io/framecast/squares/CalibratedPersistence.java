package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Persistence that knows how far to trust itself: the last frame's bright and dark pixels become
 * two probabilities, another pair for each lead of a roll-out.
 */
record CalibratedPersistence(Chance next, List<Chance> byLead) implements Forecaster {

  static CalibratedPersistence counted(List<Clip> training) {
    int last = Scoreboard.CONTEXT - 1;
    return new CalibratedPersistence(
        Chance.counted(training),
        IntStream.range(last, training.get(0).length())
            .mapToObj(target -> Chance.counted(training, last, target))
            .toList());
  }

  @Override
  public String name() {
    return "persistence-calibrated";
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    return noisy.stream().map(next::after).toList();
  }

  /** Leads beyond those counted are forecast as the last one counted. */
  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    Frame last = context.get(context.size() - 1);
    return IntStream.range(0, leads)
        .mapToObj(lead -> byLead.get(Math.min(lead, byLead.size() - 1)).after(last))
        .toList();
  }
}
