package io.framecast.trainer.evaluation;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Draws clips in three rows each: the truth, the prediction, and its error. */
public final class Filmstrip {

  private static final int CLIPS = 3;
  private static final int CONTEXT = 7;
  private static final int ROWS = 3;

  private Filmstrip() {}

  /**
   * Draws clips of squares. The first seven predictions are one step ahead; the others are a
   * roll-out, on a darker ground.
   */
  public static byte[] png(Weights weights, long seed, int speed) {
    List<Clip> clips = Clip.set(seed, CLIPS, speed);
    Frame first = clips.get(0).targets().get(0);
    FramePainter painter = new FramePainter(first, ROWS * CLIPS, Clip.FRAMES, ROWS);
    painter.brighten(CONTEXT - 1);
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      for (int c = 0; c < CLIPS; c++) {
        List<Frame> noisy = clips.get(c).noisy();
        List<Frame> predictions = new ArrayList<>(network.oneStep(noisy.subList(0, CONTEXT - 1)));
        predictions.addAll(network.rollOut(noisy.subList(0, CONTEXT), Clip.FRAMES + 1 - CONTEXT));
        for (int t = 0; t < Clip.FRAMES; t++) {
          Frame truth = clips.get(c).targets().get(t);
          painter.paint(ROWS * c, t, truth);
          painter.paint(ROWS * c + 1, t, predictions.get(t));
          painter.paintError(ROWS * c + 2, t, predictions.get(t), truth);
        }
      }
    }
    return painter.png();
  }

  /**
   * Draws forecasts: the frames that the network sees, on a brighter ground, then those to come
   * above their forecasts.
   *
   * @param source clips of {@code seen + ahead - 1} frames by their number
   */
  public static byte[] forecasts(Weights weights, LongFunction<Clip> source, int seen, int ahead) {
    Frame first = source.apply(0).noisy().get(0);
    FramePainter painter = new FramePainter(first, ROWS * CLIPS, seen + ahead, ROWS);
    painter.brighten(seen);
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      for (int c = 0; c < CLIPS; c++) {
        Clip clip = source.apply(c);
        List<Frame> forecast = network.rollOut(clip.noisy().subList(0, seen), ahead);
        for (int t = 0; t < seen; t++) {
          painter.paint(ROWS * c, t, clip.noisy().get(t));
        }
        for (int lead = 0; lead < ahead; lead++) {
          Frame truth = clip.targets().get(seen - 1 + lead);
          painter.paint(ROWS * c, seen + lead, truth);
          painter.paint(ROWS * c + 1, seen + lead, forecast.get(lead));
          painter.paintError(ROWS * c + 2, seen + lead, forecast.get(lead), truth);
        }
      }
    }
    return painter.png();
  }
}
