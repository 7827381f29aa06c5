package io.framecast.trainer.verify;

import org.jspecify.annotations.Nullable;

/** Nothing can be said of the predictions; one sentence says what was missing for it. */
public final class UncheckedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UncheckedException(String message) {
    this(message, null);
  }

  UncheckedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
