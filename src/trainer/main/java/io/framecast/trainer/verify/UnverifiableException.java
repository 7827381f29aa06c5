package io.framecast.trainer.verify;

import org.jspecify.annotations.Nullable;

/** Nothing can be said of the predictions; one sentence says what was missing for it. */
public final class UnverifiableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnverifiableException(String message) {
    this(message, null);
  }

  UnverifiableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
