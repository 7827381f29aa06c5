package io.framecast.topics.models;

import io.framecast.topics.UserFacingException;

/** Reports a command that the registry rejects. */
public final class InvalidModelException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public InvalidModelException(String message) {
    super(message);
  }
}
