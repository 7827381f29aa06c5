package io.framecast.trainer.files;

import io.framecast.topics.UserFacingException;
import org.jspecify.annotations.Nullable;

/** A file or an option is invalid; the message says what was expected and found. */
public final class InvalidInputException extends UserFacingException {

  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    this(message, null);
  }

  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
