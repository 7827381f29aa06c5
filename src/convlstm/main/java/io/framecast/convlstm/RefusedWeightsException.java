package io.framecast.convlstm;

import org.jspecify.annotations.Nullable;

/** A weights file or configuration that is not taken; the message says expected and found. */
public final class RefusedWeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedWeightsException(String message) {
    this(message, null);
  }

  RefusedWeightsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
