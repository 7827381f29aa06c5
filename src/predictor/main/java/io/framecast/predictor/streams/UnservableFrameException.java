package io.framecast.predictor.streams;

/**
 * Thrown for a valid frame that exceeds this process's memory or size limits, however much is free.
 * Another process may accept it, so the refusal is no function of the log.
 */
final class UnservableFrameException extends Exception {
  private static final long serialVersionUID = 1;

  UnservableFrameException(String message) {
    super(message);
  }
}
