package io.framecast.convlstm;

import io.framecast.frames.Frame;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Advances states by one frame and predicts the next one. It owns working memory, so one thread at
 * a time may use it: create one per worker from the shared weights. A prediction depends only on
 * the weights and on the frames that the state has seen, because a call computes on one thread in a
 * fixed order.
 */
public final class Step implements AutoCloseable {

  /** Working memory is kept for this many frame sizes; the least recently used is replaced. */
  private static final int MAX_PASSES = 4;

  private final Configuration configuration;
  private final PackedWeights packedWeights;
  private final Deque<ForwardPass> passes = new ArrayDeque<>();
  private final float[][] single = new float[1][];

  /** Computes directly with these weights. */
  public Step(Weights weights) {
    this(new Model(weights, Arithmetic.DIRECT));
  }

  /** Copies the weights to native memory, which {@link #close} frees. */
  public Step(Model model) {
    configuration = model.weights().configuration();
    packedWeights = new PackedWeights(model);
  }

  /**
   * Returns the heap bytes of the working memory for frames of this size. The weights and the state
   * itself ({@link State#bytes}) are not included.
   */
  public static long heapBytes(Configuration configuration, int height, int width) {
    return Workspace.heapBytes(configuration, height, width);
  }

  /** Returns the off-heap bytes of the working memory for frames of this size. */
  public static long nativeBytes(
      Configuration configuration, Arithmetic arithmetic, int height, int width) {
    return Workspace.nativeBytes(configuration, arithmetic, height, width);
  }

  /** Advances the state by one frame of its own size and returns the prediction of the next. */
  public Frame next(State state, Frame frame) {
    return forecast(state, frame, 1).get(0);
  }

  /**
   * Advances the state by one frame of its own size and predicts the next ones, as {@link
   * #forecast(State, float[], float[][])} does.
   *
   * @param leads how many
   */
  public List<Frame> forecast(State state, Frame frame, int leads) {
    if (frame.height() != state.height()
        || frame.width() != state.width()
        || frame.channels() != configuration.channels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a frame of %dx%dx%d, found %dx%dx%d",
              state.height(),
              state.width(),
              configuration.channels(),
              frame.height(),
              frame.width(),
              frame.channels()));
    }
    float[][] predictions = new float[leads][frame.pixels().length];
    forecast(state, frame.pixels(), predictions);
    return Arrays.stream(predictions)
        .map(pixels -> new Frame(frame.height(), frame.width(), frame.channels(), pixels))
        .toList();
  }

  /**
   * Does the same as {@link #next(State, Frame)} on pixels {@code [height, width, channels]}. It
   * allocates nothing after the first frame of a size.
   */
  public void next(State state, float[] frame, float[] prediction) {
    single[0] = prediction;
    forecast(state, frame, single);
  }

  /**
   * Advances the state by one frame and predicts the next ones. A forecaster gives them from its
   * own steps; any other network reads its own predictions, with a copy of the state.
   *
   * @param predictions pixels as those of the frame, one array for each lead from 1 on
   */
  public void forecast(State state, float[] frame, float[][] predictions) {
    if (!state.configuration.equals(configuration)) {
      throw new IllegalArgumentException(
          "expected a state of " + configuration + ", found one of " + state.configuration);
    }
    long size = (long) state.height() * state.width() * configuration.channels();
    for (float[] prediction : predictions) {
      if (frame.length != size || prediction.length != size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected %d pixels in and out, found %d and %d",
                size,
                frame.length,
                prediction.length));
      }
    }
    ForwardPass pass = passFor(state);
    int before =
        DirectConvolution.setThreads(1); // streams run in parallel, a single frame does not
    try {
      pass.step(state, frame, predictions);
    } finally {
      DirectConvolution.setThreads(before);
    }
  }

  private ForwardPass passFor(State state) {
    ForwardPass newest = passes.peekFirst();
    if (newest != null && newest.hasSizeOf(state)) {
      return newest;
    }
    for (ForwardPass pass : passes) {
      if (pass.hasSizeOf(state)) {
        passes.remove(pass);
        passes.addFirst(pass);
        return pass;
      }
    }
    if (passes.size() == MAX_PASSES) {
      passes.removeLast().close();
    }
    ForwardPass pass = new ForwardPass(packedWeights, state.height(), state.width());
    passes.addFirst(pass);
    return pass;
  }

  @Override
  public void close() {
    passes.forEach(ForwardPass::close);
    passes.clear();
    packedWeights.close();
  }
}
