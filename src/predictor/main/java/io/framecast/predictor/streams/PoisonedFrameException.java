package io.framecast.predictor.streams;

/** A frame that cannot be answered, though it is a good one: the stream goes back to before it. */
final class PoisonedFrameException extends Exception {
  private static final long serialVersionUID = 1;

  PoisonedFrameException(String message) {
    super(message);
  }
}
