package io.framecast.trainer.rounds;

import org.jspecify.annotations.Nullable;

/**
 * There is nothing to be learned, or what was to be learned from is gone. One sentence says what.
 */
public final class RefusedRoundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RefusedRoundException(String message) {
    super(message);
  }

  RefusedRoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
