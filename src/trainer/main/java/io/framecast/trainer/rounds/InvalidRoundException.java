package io.framecast.trainer.rounds;

import io.framecast.topics.UserFacingException;
import org.jspecify.annotations.Nullable;

/** A round cannot train: its manifest or its clips are unusable. One sentence says why. */
public final class InvalidRoundException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public InvalidRoundException(String message) {
    super(message);
  }

  InvalidRoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
