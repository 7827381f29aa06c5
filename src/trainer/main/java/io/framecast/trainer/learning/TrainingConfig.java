package io.framecast.trainer.learning;

/**
 * How a network learns.
 *
 * @param optimiser the rule of an update
 * @param rate the peak learning rate, reached after a short warm-up, falling to zero as a cosine
 * @param steps updates in all
 * @param clip largest global norm of a gradient
 * @param seed of everything drawn
 * @param threads that compute; results depend on them in the last bit
 */
public record TrainingConfig(
    Optimiser optimiser, double rate, int steps, double clip, long seed, int threads) {

  /** The rule of an update. */
  public enum Optimiser {
    ADAM,
    /** Keras 2.1's: rate 1 and epsilon 1e-8. */
    ADADELTA
  }
}
