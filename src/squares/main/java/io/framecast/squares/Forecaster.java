package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.ArrayList;
import java.util.List;

/** Whatever forecasts frames: a baseline or a network. Knows nothing but the frames it is given. */
public interface Forecaster {
  /** For tables and JSON: short, without spaces. */
  String name();

  /**
   * Forecasts while true frames keep coming.
   *
   * @return as many frames as given; number t is made from frames 0 to t and is of clean frame t +
   *     1
   */
  List<Frame> oneStep(List<Frame> noisy);

  /**
   * Forecasts after the last true frame. Unless told otherwise, each forecast is fed as the next
   * frame.
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
