package io.framecast.trainer;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Baselines;
import io.framecast.squares.Clip;
import io.framecast.squares.Forecaster;
import io.framecast.squares.Scene;
import io.framecast.squares.Score;
import io.framecast.squares.Scoreboard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The model beside every baseline, on clips of a seed and on long streams of the same seed.
 *
 * @param model version of the weights
 * @param lines the model first, then the baselines
 */
record Evaluation(String model, long seed, int clips, List<Line> lines) {

  /** Long streams of bouncing squares that are scored early and late. */
  private static final int STREAMS = 16;

  private static final int EARLY = 15;
  private static final int LATE = 1900;
  private static final int STRETCH = 100;

  /** No baseline remembers more frames than this. */
  private static final int MEMORY = 10;

  /**
   * One forecaster.
   *
   * @param early BCE over frames 15 to 115 of long streams
   * @param late BCE over frames 1,900 to 2,000 of them
   */
  record Line(Scoreboard.Line clips, double early, double late) {}

  static Evaluation of(Weights weights, long seed, int clips, int speed) {
    List<Clip> scored = Clip.set(seed, clips, speed);
    Scoreboard board = new Scoreboard(scored);
    List<Scene> scenes =
        IntStream.range(0, STREAMS).mapToObj(i -> Scene.bounce(seed, i, speed)).toList();
    List<Line> lines = new ArrayList<>();
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      List<Clip> streams = stretches(scenes, 0, LATE + STRETCH);
      lines.add(
          new Line(
              board.score(network),
              Scoreboard.stretch(network, streams, EARLY, EARLY + STRETCH).bce(),
              Scoreboard.stretch(network, streams, LATE, LATE + STRETCH).bce()));
    }
    List<Clip> counted = Clip.set(seed + 1, Baselines.TRAINING_CLIPS, speed);
    lines.addAll(
        Baselines.counted(counted).parallelStream()
            .map(
                baseline ->
                    new Line(
                        board.score(baseline),
                        stretch(baseline, scenes, EARLY).bce(),
                        stretch(baseline, scenes, LATE).bce()))
            .toList());
    return new Evaluation(weights.version(), seed, clips, List.copyOf(lines));
  }

  private static Score stretch(Forecaster baseline, List<Scene> scenes, int from) {
    List<Clip> windows = stretches(scenes, from - MEMORY, MEMORY + STRETCH);
    return Scoreboard.stretch(baseline, windows, MEMORY, MEMORY + STRETCH);
  }

  private static List<Clip> stretches(List<Scene> scenes, int from, int frames) {
    return scenes.stream()
        .map(
            scene ->
                new Clip(
                    IntStream.range(from, from + frames).mapToObj(scene::noisy).toList(),
                    IntStream.range(from + 1, from + frames + 1).mapToObj(scene::clean).toList()))
        .toList();
  }
}
