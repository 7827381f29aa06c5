package io.framecast.predictor;

/** A setting that cannot be served with. The message is one sentence: name, expected, found. */
final class RefusedSettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedSettingException(String message) {
    super(message);
  }
}
