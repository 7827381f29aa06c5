package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits squares at constant velocities to the last {@link #DEPTH} frames.
 *
 * @param darkest lowest value of a one-step forecast; a roll-out is not softened
 * @param brightest highest value of a one-step forecast
 */
record FittedVelocity(String name, float darkest, float brightest) implements Forecaster {
  /** The number of frames that a fit uses. */
  private static final int DEPTH = 7;

  /** Returns a forecaster of zeros and ones. */
  static FittedVelocity sure() {
    return new FittedVelocity("fitted-velocity-sure", 0, 1);
  }

  /** Returns a forecaster of softened values, since a wrong 0 or 1 costs 16 nats. */
  static FittedVelocity softened() {
    return new FittedVelocity("fitted-velocity", 0.002f, 0.99f);
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    List<Frame> forecasts = new ArrayList<>(noisy.size());
    List<OccupancyMap> seen = new ArrayList<>(DEPTH);
    for (Frame frame : noisy) {
      if (seen.size() == DEPTH) {
        seen.remove(0);
      }
      seen.add(new OccupancyMap(frame));
      forecasts.add(soft(fitted(frame, seen).clean(1)));
    }
    return forecasts;
  }

  @Override
  public List<Frame> rollOut(List<Frame> context, int leads) {
    int size = context.size();
    List<OccupancyMap> seen =
        context.subList(Math.max(0, size - DEPTH), size).stream().map(OccupancyMap::new).toList();
    Scene scene = fitted(context.get(size - 1), seen);
    return IntStream.rangeClosed(1, leads).mapToObj(scene::clean).toList();
  }

  private static Scene fitted(Frame last, List<OccupancyMap> seen) {
    return new Scene(last.height(), last.width(), false, 0, MotionFit.of(seen));
  }

  private Frame soft(Frame frame) {
    float[] pixels = new float[frame.pixels().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Math.min(brightest, Math.max(darkest, frame.pixels()[i]));
    }
    return new Frame(frame.height(), frame.width(), 1, pixels);
  }
}
