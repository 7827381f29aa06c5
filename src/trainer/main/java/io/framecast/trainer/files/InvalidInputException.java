package io.framecast.trainer.files;

import io.framecast.topics.UserFacingException;
import org.jspecify.annotations.Nullable;

/**
 * A file or an option of the command line is invalid, which is wrong usage; the message says what
 * was expected and found.
 */
public final class InvalidInputException extends UserFacingException {

  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    this(message, null);
  }

  public InvalidInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Throws it for an option whose value is not the expected one. */
  public static void requireOption(
      boolean holds, String option, String expected, @Nullable Object found) {
    if (!holds) {
      throw new InvalidInputException(option + ": expected " + expected + ", found " + found);
    }
  }
}
