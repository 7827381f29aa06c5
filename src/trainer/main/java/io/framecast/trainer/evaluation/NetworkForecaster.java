package io.framecast.trainer.evaluation;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.trainer.baselines.Forecaster;
import java.util.ArrayList;
import java.util.List;

/** The served network as a forecaster beside the baselines. */
public final class NetworkForecaster implements Forecaster, AutoCloseable {

  private final Weights weights;
  private final Step step;

  public NetworkForecaster(Weights weights) {
    this.weights = weights;
    this.step = new Step(weights);
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    try (State state = zero(noisy.get(0))) {
      List<Frame> predictions = new ArrayList<>(noisy.size());
      noisy.forEach(frame -> predictions.add(step.next(state, frame)));
      return predictions;
    }
  }

  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    try (State state = zero(context.get(0))) {
      for (Frame frame : context.subList(0, context.size() - 1)) {
        step.next(state, frame);
      }
      return step.forecast(state, context.get(context.size() - 1), leads);
    }
  }

  private State zero(Frame first) {
    return State.zero(weights.configuration(), first.height(), first.width());
  }

  @Override
  public void close() {
    step.close();
  }
}
