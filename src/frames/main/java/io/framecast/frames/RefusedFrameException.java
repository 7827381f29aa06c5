package io.framecast.frames;

/**
 * Reports a record that is no valid frame. The message says what was expected and what was found.
 */
public final class RefusedFrameException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedFrameException(String message) {
    super(message);
  }

  RefusedFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
