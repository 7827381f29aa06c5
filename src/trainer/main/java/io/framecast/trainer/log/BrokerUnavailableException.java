package io.framecast.trainer.log;

import io.framecast.topics.UserFacingException;
import org.jspecify.annotations.Nullable;

/** The broker does not answer, or lacks what was asked for. The message is one sentence. */
public final class BrokerUnavailableException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public BrokerUnavailableException(String message) {
    super(message);
  }

  BrokerUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
