package io.framecast.layers;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Visits the pixels of a batch of clips: the clips in parallel, each clip in order. */
final class PixelParallel {
  /** A visit has about this many values, which fit the first-level cache. */
  private static final int VALUES = 2048;

  private PixelParallel() {}

  @FunctionalInterface
  interface PixelRange {
    /**
     * Visits a few pixels of a clip.
     *
     * @param clip the index in the batch; one thread visits all pixels of a clip
     * @param index the index of the first value of these pixels in the array
     * @param count the number of pixels, each with as many values as there are channels
     */
    void visit(int clip, int index, int count);
  }

  @FunctionalInterface
  interface Visitor {
    /**
     * Visits the values of a few pixels of a clip.
     *
     * @param clip the index in the batch; one thread visits all pixels of a clip
     * @param values the values of these pixels in each array
     */
    void visit(int clip, double[][] values);
  }

  static void forEach(INDArray clips, PixelRange visitor) {
    int channels = (int) clips.size(4);
    int pixels = (int) (clips.length() / clips.size(0) / channels);
    int step = Math.max(1, VALUES / channels);
    ClipWorkers.forEach(
        (int) clips.size(0),
        clip -> {
          for (int pixel = 0; pixel < pixels; pixel += step) {
            int count = Math.min(step, pixels - pixel);
            visitor.visit(clip, (clip * pixels + pixel) * channels, count);
          }
        });
  }

  /**
   * Visits the values of contiguous arrays of one shape.
   *
   * @param out receives the values of the first array as the visitor leaves them; null discards
   *     them
   */
  static void forEach(List<INDArray> arrays, @Nullable INDArray out, Visitor visitor) {
    List<DoubleView> from = arrays.stream().map(DoubleView::new).toList();
    DoubleView to = out == null ? null : new DoubleView(out);
    int channels = (int) arrays.get(0).size(4);
    forEach(
        arrays.get(0),
        (clip, index, count) -> {
          double[][] values = new double[from.size()][count * channels];
          for (int k = 0; k < values.length; k++) {
            from.get(k).get(index, values[k], count * channels);
          }
          visitor.visit(clip, values);
          if (to != null) {
            to.put(index, values[0], count * channels);
          }
        });
  }

  /** Sums over the clips in their order, so that the sum does not depend on the threads. */
  static double[] sumOverClips(double[][] byClip) {
    double[] sum = new double[byClip[0].length];
    for (double[] part : byClip) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += part[k];
      }
    }
    return sum;
  }
}
