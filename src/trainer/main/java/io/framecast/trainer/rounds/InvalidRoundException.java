package io.framecast.trainer.rounds;

import org.jspecify.annotations.Nullable;

/**
 * There is nothing to be learned, or what was to be learned from is gone. One sentence says what.
 */
public final class InvalidRoundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvalidRoundException(String message) {
    super(message);
  }

  InvalidRoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
