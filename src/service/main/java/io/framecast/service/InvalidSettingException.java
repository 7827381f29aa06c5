package io.framecast.service;

import io.framecast.topics.UserFacingException;

/** Reports an invalid setting in one sentence: name, expected, found. */
public final class InvalidSettingException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public InvalidSettingException(String message) {
    super(message);
  }
}
