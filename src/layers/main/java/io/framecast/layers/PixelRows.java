package io.framecast.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Goes over the pixels of a batch of clips, the clips in parallel, each clip in order. */
final class PixelRows {
  /** Values at a time: small enough for the first-level cache. */
  private static final int VALUES = 2048;

  private PixelRows() {}

  @FunctionalInterface
  interface Visitor {
    /**
     * Is shown a few pixels of a clip.
     *
     * @param clip index in the batch; one clip is visited by one thread
     * @param index of the first value of these rows in the array
     * @param rows pixels, each of as many values as there are channels
     */
    void visit(int clip, int index, int rows);
  }

  static void each(INDArray clips, Visitor visitor) {
    int channels = (int) clips.size(4);
    int pixels = (int) (clips.length() / clips.size(0) / channels);
    int step = Math.max(1, VALUES / channels);
    Workers.each(
        (int) clips.size(0),
        clip -> {
          for (int pixel = 0; pixel < pixels; pixel += step) {
            int rows = Math.min(step, pixels - pixel);
            visitor.visit(clip, (clip * pixels + pixel) * channels, rows);
          }
        });
  }

  /** The sum over the clips, in their order, so that it does not depend on the threads. */
  static double[] sum(double[][] byClip) {
    double[] sum = new double[byClip[0].length];
    for (double[] part : byClip) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += part[k];
      }
    }
    return sum;
  }
}
