package io.framecast.predictor.settings;

/** A setting that cannot be served with. The message is one sentence: name, expected, found. */
public final class RefusedSettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedSettingException(String message) {
    super(message);
  }
}
