package io.framecast.topics;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the user or operator can mend. Its message is one sentence that says what failed
 * and what to do, so programs print the message alone, without a stack trace.
 */
public abstract class UserFacingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  protected UserFacingException(String message) {
    super(message);
  }

  protected UserFacingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
