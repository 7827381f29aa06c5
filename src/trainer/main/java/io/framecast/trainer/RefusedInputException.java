package io.framecast.trainer;

import org.jspecify.annotations.Nullable;

/** A file or option that is not taken; the message says expected and found. */
final class RefusedInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedInputException(String message) {
    this(message, null);
  }

  RefusedInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
