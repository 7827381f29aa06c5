package io.framecast.service;

import io.framecast.topics.UserFacingException;

/** A setting that cannot be served with. The message is one sentence: name, expected, found. */
public final class RefusedSettingException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public RefusedSettingException(String message) {
    super(message);
  }
}
