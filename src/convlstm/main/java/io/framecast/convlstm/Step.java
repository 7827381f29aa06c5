package io.framecast.convlstm;

import io.framecast.frames.Frame;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes states one frame further. It holds working memory, so it belongs to one thread at a time:
 * make one per worker from the shared weights. A prediction depends on the weights and on the
 * frames that the state has seen, on nothing else: one call computes on one thread, in one order.
 */
public final class Step implements AutoCloseable {

  /**
   * Frame sizes whose working memory is kept; a stream of another size takes the oldest's place.
   */
  private static final int CANVASES = 4;

  private final Configuration configuration;
  private final Kernels kernels;
  private final Deque<Canvas> canvases = new ArrayDeque<>();

  /** A step with these weights; its native copy of them is freed by {@link #close}. */
  public Step(Weights weights) {
    configuration = weights.configuration();
    kernels = new Kernels(weights);
  }

  /**
   * What a step of frames of this size takes on the heap, in bytes, while it is kept: beside the
   * weights, and beside what {@link State#bytes} says of the state.
   */
  public static long heapBytes(Configuration configuration, int height, int width) {
    return Canvas.heapBytes(configuration, height, width);
  }

  /** Advances the state by one frame of its own size and returns the prediction of the next. */
  public Frame next(State state, Frame frame) {
    if (frame.height() != state.height()
        || frame.width() != state.width()
        || frame.channels() != configuration.channels()) {
      throw new IllegalArgumentException(
          "expected a frame of %dx%dx%d, found %dx%dx%d"
              .formatted(
                  state.height(),
                  state.width(),
                  configuration.channels(),
                  frame.height(),
                  frame.width(),
                  frame.channels()));
    }
    float[] prediction = new float[frame.pixels().length];
    next(state, frame.pixels(), prediction);
    return new Frame(frame.height(), frame.width(), frame.channels(), prediction);
  }

  /**
   * As {@link #next(State, Frame)} on pixels {@code [height, width, channels]}; allocates nothing
   * once a frame of this size has been seen.
   */
  public void next(State state, float[] frame, float[] prediction) {
    if (!state.configuration.equals(configuration)) {
      throw new IllegalArgumentException(
          "expected a state of " + configuration + ", found one of " + state.configuration);
    }
    long size = (long) state.height() * state.width() * configuration.channels();
    if (frame.length != size || prediction.length != size) {
      throw new IllegalArgumentException(
          "expected %d pixels in and out, found %d and %d"
              .formatted(size, frame.length, prediction.length));
    }
    Canvas canvas = canvas(state);
    int before = Convolution.threads(1); // streams share the cores, a frame does not
    try {
      canvas.step(state, frame, prediction);
    } finally {
      Convolution.threads(before);
    }
  }

  private Canvas canvas(State state) {
    Canvas newest = canvases.peekFirst();
    if (newest != null && newest.fits(state)) {
      return newest;
    }
    for (Canvas canvas : canvases) {
      if (canvas.fits(state)) {
        canvases.remove(canvas);
        canvases.addFirst(canvas);
        return canvas;
      }
    }
    if (canvases.size() == CANVASES) {
      canvases.removeLast().close();
    }
    Canvas canvas = new Canvas(kernels, state.height(), state.width());
    canvases.addFirst(canvas);
    return canvas;
  }

  @Override
  public void close() {
    canvases.forEach(Canvas::close);
    canvases.clear();
    kernels.close();
  }
}
