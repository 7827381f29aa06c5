package io.framecast.topics.models;

import io.framecast.topics.UserFacingException;

/** The registry does not do it. The message is one sentence: expected, found. */
public final class RefusedModelException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public RefusedModelException(String message) {
    super(message);
  }
}
