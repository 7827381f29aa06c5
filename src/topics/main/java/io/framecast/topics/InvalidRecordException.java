package io.framecast.topics;

/** Reports a record that does not belong in its topic, in one sentence: expected, found. */
public final class InvalidRecordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public InvalidRecordException(String message) {
    super(message);
  }

  InvalidRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
