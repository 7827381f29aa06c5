package io.framecast.trainer.learning;

import io.framecast.topics.UserFacingException;

/** Training has diverged: a loss is not finite. The message is one sentence. */
public final class DivergedException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public DivergedException(String message) {
    super(message);
  }
}
