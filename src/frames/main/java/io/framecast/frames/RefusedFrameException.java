package io.framecast.frames;

/** A record that is no frame. The message is one sentence: what was expected, what was found. */
public final class RefusedFrameException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedFrameException(String message) {
    super(message);
  }

  RefusedFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
