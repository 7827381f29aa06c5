package io.framecast.convlstm;

import org.jspecify.annotations.Nullable;

/**
 * Reports an invalid weights file or configuration; the message says what was expected and found.
 */
public final class InvalidWeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidWeightsException(String message) {
    this(message, null);
  }

  InvalidWeightsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
