package io.framecast.trainer.files;

import org.jspecify.annotations.Nullable;

/** A file or option that is not taken; the message says expected and found. */
public final class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    this(message, null);
  }

  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
