package io.framecast.trainer.log;

import org.jspecify.annotations.Nullable;

/** The broker does not give what is asked for. The message is one sentence, expected and found. */
public final class UnansweredException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnansweredException(String message) {
    super(message);
  }

  UnansweredException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
