package io.framecast.predictor.streams;

/** There is too little memory now: nothing is changed, and the same may succeed with more. */
final class MemoryShortageException extends Exception {
  private static final long serialVersionUID = 1;

  MemoryShortageException(Throwable cause) {
    super(cause);
  }
}
