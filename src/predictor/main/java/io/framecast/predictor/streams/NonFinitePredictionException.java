package io.framecast.predictor.streams;

/** Thrown for a valid frame that leads to numbers that are not finite; its stream rolls back. */
final class NonFinitePredictionException extends Exception {
  private static final long serialVersionUID = 1;

  NonFinitePredictionException(String message) {
    super(message);
  }
}
