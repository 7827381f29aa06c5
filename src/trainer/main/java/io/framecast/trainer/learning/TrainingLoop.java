package io.framecast.trainer.learning;

import java.util.SplittableRandom;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One run of training: the curriculum through the network, with a bar, the loss and time left. */
public final class TrainingLoop {

  /** In the second half, this share of batches is fed the network's own predictions in part. */
  private static final double FREE = 0.25;

  /** Frames of context before own predictions are fed. */
  private static final int CONTEXT = 5;

  private final TrainableNetwork network;
  private final SquaresBatches curriculum;
  private final SplittableRandom random;
  private double smoothed = Double.NaN;

  public TrainingLoop(TrainableNetwork network, SquaresBatches curriculum, long seed) {
    this.network = network;
    this.curriculum = curriculum;
    this.random = new SplittableRandom(seed ^ FREE_SEED);
  }

  private static final long FREE_SEED = 0x66726565; // "free"

  /** Seconds a step takes once warm: the mean of {@code steps} of them after as many others. */
  public static double secondsPerStep(
      TrainableNetwork network, SquaresBatches curriculum, int steps) {
    for (int k = 0; k < steps; k++) {
      network.fit(curriculum.next());
    }
    long start = System.nanoTime();
    for (int k = 0; k < steps; k++) {
      network.fit(curriculum.next());
    }
    return (System.nanoTime() - start) / 1e9 / steps;
  }

  /** Takes all steps; returns the loss, smoothed over about the last hundred. */
  public double run(int steps) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1000)
            .build()) {
      for (int k = 0; k < steps; k++) {
        Batch batch = curriculum.next();
        if (k > steps / 2 && random.nextDouble() < FREE) {
          batch = partlyFree(batch);
        }
        double loss = network.fit(batch);
        if (!Double.isFinite(loss)) {
          throw new DivergedException(
              "step " + k + ": expected a finite loss, found " + loss + "; try a lower --rate");
        }
        smoothed = Double.isNaN(smoothed) ? loss : smoothed + (loss - smoothed) / 100;
        bar.setExtraMessage("BCE %.5f".formatted(smoothed));
        bar.step();
      }
    }
    return smoothed;
  }

  /**
   * From a frame on that is drawn for each clip, frames are replaced by what the network predicts
   * for them, so that it learns to go on from its own pictures (scheduled sampling, Bengio et al.
   * 2015, arXiv 1506.03099, all frames at once). Streams that carry state stay as they are.
   */
  private Batch partlyFree(Batch batch) {
    float[] predictions = network.predict(batch.frames(), batch.shape());
    float[] frames = batch.frames().clone();
    int times = batch.shape()[1];
    int size = frames.length / batch.shape()[0] / times;
    for (int i = 0; i < curriculum.clips(); i++) {
      int from = CONTEXT + random.nextInt(times - CONTEXT);
      for (int t = from; t < times; t++) {
        int at = (i * times + t) * size;
        System.arraycopy(predictions, at - size, frames, at, size);
      }
    }
    return new Batch(frames, batch.targets(), batch.fresh(), batch.shape());
  }
}
