package io.framecast.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Visits the pixels of a batch of clips: the clips in parallel, each clip in order. */
final class PixelParallel {
  /** A visit has about this many values, which fit the first-level cache. */
  private static final int VALUES = 2048;

  private PixelParallel() {}

  @FunctionalInterface
  interface Visitor {
    /**
     * Visits a few pixels of a clip.
     *
     * @param clip the index in the batch; one thread visits all pixels of a clip
     * @param index the index of the first value of these pixels in the array
     * @param count the number of pixels, each with as many values as there are channels
     */
    void visit(int clip, int index, int count);
  }

  static void forEach(INDArray clips, Visitor visitor) {
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
