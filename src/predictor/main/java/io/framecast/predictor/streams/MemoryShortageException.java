package io.framecast.predictor.streams;

/** Thrown when memory is short: nothing has changed, and a retry may succeed with more memory. */
final class MemoryShortageException extends Exception {
  private static final long serialVersionUID = 1;

  MemoryShortageException(Throwable cause) {
    super(cause);
  }
}
