package io.framecast.topics;

/** The topics on the broker cannot serve. The message is one sentence: expected, found. */
public final class RefusedTopicsException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public RefusedTopicsException(String message) {
    super(message);
  }
}
