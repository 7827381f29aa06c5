package io.framecast.trainer.evaluation;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import io.framecast.trainer.baselines.Baselines;
import io.framecast.trainer.baselines.ForecastEvaluator;
import io.framecast.trainer.baselines.Forecaster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Scores the model and every baseline, on clips of a seed and on long streams of the same seed.
 *
 * @param model version of the weights
 * @param lines the model first, then the baselines
 */
public record Evaluation(String model, long seed, int clips, List<EvaluationLine> lines) {

  /** Long streams of bouncing squares, scored early and late; their BCE differs widely. */
  private static final int STREAMS = 64;

  static final int EARLY = 15;
  static final int LATE = 1900;
  private static final int STRETCH = 100;

  /** No baseline remembers more frames than this. */
  private static final int MEMORY = 10;

  /**
   * The scores of one forecaster.
   *
   * @param early BCE over frames 15 to 115 of long streams
   * @param late BCE over frames 1,900 to 2,000 of them
   */
  record EvaluationLine(ForecastEvaluator.ForecastLine clips, double early, double late) {}

  /**
   * Evaluates weights.
   *
   * @param output takes a line about the time left every few seconds
   */
  public static Evaluation of(
      Weights weights, long seed, int clips, int speed, Consumer<String> output) {
    long early = EARLY + STRETCH;
    long late = LATE + STRETCH;
    long clip = Clip.FRAMES + (long) Clip.FRAMES; // one step ahead, and rolled out
    EvaluationProgress progress =
        new EvaluationProgress(clips * clip + STREAMS * (early + late), output, System::nanoTime);
    List<Clip> scored = Clip.set(seed, clips, speed);
    ForecastEvaluator board = new ForecastEvaluator(scored);
    List<Scene> scenes =
        IntStream.range(0, STREAMS).mapToObj(i -> Scene.bounce(seed, i, speed)).toList();
    List<EvaluationLine> lines = new ArrayList<>();
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      lines.add(
          new EvaluationLine(
              board.score(network, () -> progress.add(clip)),
              ofNetwork(weights, scenes, EARLY, () -> progress.add(early)),
              ofNetwork(weights, scenes, LATE, () -> progress.add(late))));
    }
    List<Clip> counted = Clip.set(seed + 1, Baselines.TRAINING_CLIPS, speed);
    lines.addAll(
        Baselines.fit(counted).parallelStream()
            .map(
                baseline ->
                    new EvaluationLine(
                        board.score(baseline),
                        ofBaseline(baseline, scenes, EARLY),
                        ofBaseline(baseline, scenes, LATE)))
            .toList());
    return new Evaluation(weights.version(), seed, clips, List.copyOf(lines));
  }

  /** Scores the network, which sees every frame from the first one of the stream. */
  static double ofNetwork(Weights weights, List<Scene> scenes, int from, Runnable done) {
    return mean(
        scenes,
        scene -> {
          try (NetworkForecaster network = new NetworkForecaster(weights)) {
            return stretch(network, scene, 0, from);
          } finally {
            done.run();
          }
        });
  }

  private static double ofBaseline(Forecaster baseline, List<Scene> scenes, int from) {
    return mean(scenes, scene -> stretch(baseline, scene, from - MEMORY, from));
  }

  /** Scores streams in parallel and adds them in order: any number of cores gives the same mean. */
  private static double mean(List<Scene> scenes, ToDoubleFunction<Scene> bce) {
    double[] each = scenes.parallelStream().mapToDouble(bce).toArray();
    return Arrays.stream(each).sum() / each.length;
  }

  /**
   * Returns the BCE of the frames from {@code from} on; the forecaster sees those from start on.
   */
  private static double stretch(Forecaster forecaster, Scene scene, int start, int from) {
    Clip watched = Clip.of(scene, start, from + STRETCH);
    return ForecastEvaluator.stretch(forecaster, watched, from - start).bce();
  }
}
