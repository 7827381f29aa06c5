package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import java.util.Collections;
import java.util.List;

/** The last frame as it was seen, noise and all. */
record Persistence() implements Forecaster {
  @Override
  public String name() {
    return "persistence";
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    return noisy;
  }

  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    return Collections.nCopies(leads, context.get(context.size() - 1));
  }
}
