package io.framecast.trainer.learning;

/**
 * The configuration of a training run.
 *
 * @param optimiser the rule of an update
 * @param rate the peak learning rate, after a short warm-up and before a cosine decay to zero
 * @param steps updates in all
 * @param clip the largest global norm of a gradient
 * @param seed of everything random
 * @param threads for computing; results depend on their number in the last bit
 * @param ahead frames that a forecaster predicts; of no matter for other networks
 */
public record TrainingConfig(
    Optimiser optimiser, double rate, int steps, double clip, long seed, int threads, int ahead) {

  /** The rule of an update. */
  public enum Optimiser {
    ADAM,
    /** As in Keras 2.1: rate 1 and epsilon 1e-8. */
    ADADELTA
  }
}
