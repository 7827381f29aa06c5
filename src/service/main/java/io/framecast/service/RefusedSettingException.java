package io.framecast.service;

/** A setting that cannot be served with. The message is one sentence: name, expected, found. */
public final class RefusedSettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RefusedSettingException(String message) {
    super(message);
  }
}
