package io.framecast.topics;

/** Reports topics on the broker that the services cannot use. */
public final class InvalidTopicsException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public InvalidTopicsException(String message) {
    super(message);
  }
}
