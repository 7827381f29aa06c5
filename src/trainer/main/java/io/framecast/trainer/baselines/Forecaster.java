package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import java.util.ArrayList;
import java.util.List;

/** Forecasts frames from the frames it is given alone: a baseline or a network. */
public interface Forecaster {
  /** Returns a short name without spaces, for tables and JSON. */
  String name();

  /**
   * Forecasts one step after each true frame.
   *
   * @return as many frames as given; number t is made from frames 0 to t and is of clean frame t +
   *     1
   */
  List<Frame> oneStep(List<Frame> noisy);

  /**
   * Forecasts after the last true frame. By default each forecast becomes the next input frame.
   *
   * @return clean frames 1 to {@code leads} after the context
   */
  default List<Frame> rollOut(List<Frame> context, int leads) {
    List<Frame> seen = new ArrayList<>(context);
    for (int lead = 0; lead < leads; lead++) {
      List<Frame> forecasts = oneStep(seen);
      seen.add(forecasts.get(forecasts.size() - 1));
    }
    return List.copyOf(seen.subList(context.size(), seen.size()));
  }
}
