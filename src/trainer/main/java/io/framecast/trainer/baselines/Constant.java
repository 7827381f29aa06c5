package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Forecasts one value; the data set's mean is the best forecast without any input. */
record Constant(String name, float value) implements Forecaster {
  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    return Collections.nCopies(noisy.size(), like(noisy.get(0)));
  }

  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    return Collections.nCopies(leads, like(context.get(0)));
  }

  private Frame like(Frame frame) {
    float[] pixels = new float[frame.pixels().length];
    Arrays.fill(pixels, value);
    return new Frame(frame.height(), frame.width(), frame.channels(), pixels);
  }
}
