package io.framecast.topics;

/** Reports topics on the broker that the services cannot use. */
public final class RefusedTopicsException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public RefusedTopicsException(String message) {
    super(message);
  }
}
