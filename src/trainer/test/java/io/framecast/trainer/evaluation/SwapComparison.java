package io.framecast.trainer.evaluation;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.squares.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Measures what a change of weights costs a stream: the loss of the frames before it and after it,
 * for each state with which the new weights may start.
 *
 * @param from version of the weights before
 * @param to version of the weights after
 * @param priming frames that prime a state
 * @param lines one for each state, with its losses
 */
record SwapComparison(String from, String to, int priming, int streams, List<Line> lines) {

  /** Scored frames on either side. */
  public static final int WINDOW = 30;

  /** The largest ratio to the loss of a state that was always there; more is a dip. */
  static final double BAR = 1.05;

  /** Frames of a stream before its weights change. */
  private static final int BEFORE = 120;

  private static final int HEIGHT = 40;
  private static final int WIDTH = 40;

  /**
   * The mean BCE over all streams, frame by frame.
   *
   * @param bce of each frame of the window
   */
  public record Line(String name, List<Double> bce) {

    public double first() {
      return bce.get(0);
    }

    public double mean() {
      return bce.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
  }

  /** Returns the largest ratio of a frame of {@code line} to that of {@code reference}. */
  public static double worstRatio(Line line, Line reference) {
    return ratios(line, reference).max().orElseThrow();
  }

  /** Counts the frames of {@code line} that are within the bar of {@code reference}. */
  public static long withinBar(Line line, Line reference) {
    return ratios(line, reference).filter(ratio -> ratio <= BAR).count();
  }

  private static DoubleStream ratios(Line line, Line reference) {
    return IntStream.range(0, WINDOW).mapToDouble(i -> line.bce.get(i) / reference.bce.get(i));
  }

  public Line line(String name) {
    return lines.stream().filter(line -> line.name.equals(name)).findFirst().orElseThrow();
  }

  public static final String OLD = "old weights, before";
  public static final String OWN = "new weights, always there";
  static final String PRIMED = "new weights, primed";
  static final String OLD_STATE = "new weights, old state";
  static final String ZERO = "new weights, zero state";

  /** Compares on bouncing squares. */
  public static SwapComparison of(Weights from, Weights to, int priming, int streams, long seed) {
    World world = new World(seed, World.Mode.BOUNCE, 1, HEIGHT, WIDTH);
    List<double[][]> all =
        IntStream.range(0, streams)
            .parallel()
            .mapToObj(stream -> stream(from, to, priming, world, stream))
            .toList();
    List<Line> lines = new ArrayList<>();
    List<String> names = List.of(OLD, OWN, PRIMED, OLD_STATE, ZERO);
    for (int k = 0; k < names.size(); k++) {
      double[] sum = new double[WINDOW];
      for (double[][] stream : all) {
        for (int i = 0; stream[k].length > 0 && i < WINDOW; i++) {
          sum[i] += stream[k][i] / streams;
        }
      }
      if (all.get(0)[k].length > 0) {
        lines.add(new Line(names.get(k), Arrays.stream(sum).boxed().toList()));
      }
    }
    return new SwapComparison(from.version(), to.version(), priming, streams, List.copyOf(lines));
  }

  /** Returns the losses of one stream in the order of the names; none for an impossible state. */
  private static double[][] stream(Weights from, Weights to, int priming, World world, int stream) {
    IntFunction<Frame> noisy = n -> world.noisy(stream, n);
    IntFunction<Frame> next = n -> world.clean(stream, n + 1L);
    try (Step old = new Step(from);
        Step step = new Step(to);
        State state = State.zero(from.configuration(), HEIGHT, WIDTH);
        State own = State.zero(to.configuration(), HEIGHT, WIDTH);
        State primed = State.zero(to.configuration(), HEIGHT, WIDTH);
        State zero = State.zero(to.configuration(), HEIGHT, WIDTH)) {
      run(old, state, noisy, next, 0, BEFORE - WINDOW);
      double[] before = run(old, state, noisy, next, BEFORE - WINDOW, BEFORE);
      run(step, own, noisy, next, 0, BEFORE);
      run(step, primed, noisy, next, BEFORE - priming, BEFORE);
      return new double[][] {
        before,
        run(step, own, noisy, next, BEFORE, BEFORE + WINDOW),
        run(step, primed, noisy, next, BEFORE, BEFORE + WINDOW),
        from.configuration().equals(to.configuration())
            ? run(step, state, noisy, next, BEFORE, BEFORE + WINDOW)
            : new double[0],
        run(step, zero, noisy, next, BEFORE, BEFORE + WINDOW)
      };
    }
  }

  private static double[] run(
      Step step, State state, IntFunction<Frame> noisy, IntFunction<Frame> next, int from, int to) {
    return IntStream.range(from, to)
        .mapToDouble(n -> FrameMetrics.bce(step.next(state, noisy.apply(n)), next.apply(n)))
        .toArray();
  }
}
