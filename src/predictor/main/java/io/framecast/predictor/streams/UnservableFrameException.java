package io.framecast.predictor.streams;

/**
 * A good frame for which this process has too little memory or room, whatever else it holds.
 * Another process may take it, so this is not a function of the log.
 */
final class UnservableFrameException extends Exception {
  private static final long serialVersionUID = 1;

  UnservableFrameException(String message) {
    super(message);
  }
}
