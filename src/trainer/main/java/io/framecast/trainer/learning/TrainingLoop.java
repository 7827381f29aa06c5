package io.framecast.trainer.learning;

import java.util.Locale;
import java.util.SplittableRandom;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Trains a network on batches, and shows a bar with the loss and the time left. */
public final class TrainingLoop {

  /** In the second half, scheduled sampling applies to this share of batches. */
  private static final double SAMPLED_SHARE = 0.25;

  /** Frames of context before the network's own predictions are fed. */
  private static final int CONTEXT = 5;

  private final TrainableNetwork network;
  private final Batches batches;
  private final SplittableRandom random;
  private double smoothed = Double.NaN;

  public TrainingLoop(TrainableNetwork network, Batches batches, long seed) {
    this.network = network;
    this.batches = batches;
    this.random = new SplittableRandom(seed ^ SAMPLING_SEED);
  }

  private static final long SAMPLING_SEED = 0x66726565;

  /** Measures the seconds of a step: the mean of {@code steps} after as many to warm up. */
  public static double secondsPerStep(TrainableNetwork network, Batches batches, int steps) {
    for (int k = 0; k < steps; k++) {
      network.fit(batches.next());
    }
    long start = System.nanoTime();
    for (int k = 0; k < steps; k++) {
      network.fit(batches.next());
    }
    return (System.nanoTime() - start) / 1e9 / steps;
  }

  /** Takes all steps; returns the loss, smoothed over about the last hundred steps. */
  public double run(int steps) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(1000)
            .build()) {
      for (int k = 0; k < steps; k++) {
        Batch batch = batches.next();
        if (network.isOneStep() && k > steps / 2 && random.nextDouble() < SAMPLED_SHARE) {
          batch = applyScheduledSampling(batch);
        }
        double loss = network.fit(batch);
        if (!Double.isFinite(loss)) {
          throw new DivergedException(
              "step " + k + ": expected a finite loss, found " + loss + "; try a lower --rate");
        }
        smoothed = Double.isNaN(smoothed) ? loss : smoothed + (loss - smoothed) / 100;
        bar.setExtraMessage(String.format(Locale.ROOT, "BCE %.5f", smoothed));
        bar.step();
      }
    }
    return smoothed;
  }

  /**
   * Replaces the frames of each clip from a random one on by the network's own predictions, so that
   * it learns to continue from them (scheduled sampling, Bengio et al. 2015, arXiv 1506.03099, all
   * frames at once). Streams that carry state stay as they are.
   */
  private Batch applyScheduledSampling(Batch batch) {
    float[] predictions = network.predict(batch.frames(), batch.shape());
    float[] frames = batch.frames().clone();
    int times = batch.shape()[1];
    int size = frames.length / batch.shape()[0] / times;
    for (int i = 0; i < batches.clips(); i++) {
      int from = CONTEXT + random.nextInt(times - CONTEXT);
      for (int t = from; t < times; t++) {
        int at = (i * times + t) * size;
        System.arraycopy(predictions, at - size, frames, at, size);
      }
    }
    return new Batch(frames, batch.targets(), batch.fresh(), batch.shape());
  }
}
