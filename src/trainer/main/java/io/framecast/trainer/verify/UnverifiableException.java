package io.framecast.trainer.verify;

import io.framecast.topics.UserFacingException;
import org.jspecify.annotations.Nullable;

/** The predictions cannot be verified; one sentence says what is missing. */
public final class UnverifiableException extends UserFacingException {

  private static final long serialVersionUID = 1L;

  UnverifiableException(String message) {
    this(message, null);
  }

  UnverifiableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
