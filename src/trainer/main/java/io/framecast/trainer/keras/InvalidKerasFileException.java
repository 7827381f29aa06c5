package io.framecast.trainer.keras;

import io.framecast.topics.UserFacingException;

/** Reports a file that is not Keras', or a network that cannot be streamed, in one sentence. */
public final class InvalidKerasFileException extends UserFacingException {
  private static final long serialVersionUID = 1;

  InvalidKerasFileException(String message) {
    super(message);
  }

  InvalidKerasFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
