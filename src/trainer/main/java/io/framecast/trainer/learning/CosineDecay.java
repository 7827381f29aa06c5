package io.framecast.trainer.learning;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * A learning rate that rises over the first steps and then decays to zero as half a cosine
 * (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts).
 *
 * @param peak highest rate
 * @param steps when it reaches zero
 */
record CosineDecay(double peak, int steps) implements ISchedule {

  private static final int WARM_UP = 100;

  @Override
  public double valueAt(int iteration, int epoch) {
    double rise = Math.min(1, (iteration + 1) / (double) WARM_UP);
    double along = Math.min(1, iteration / (double) steps);
    return peak * rise * 0.5 * (1 + Math.cos(Math.PI * along));
  }

  @Override
  public ISchedule clone() {
    return this; // immutable
  }
}
