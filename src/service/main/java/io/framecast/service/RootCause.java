package io.framecast.service;

import io.framecast.topics.UserFacingException;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.List;

/** Finds the message for the user in a chain of causes. */
final class RootCause {
  private RootCause() {}

  /** Returns the message of the first user-facing cause, otherwise of the last cause. */
  static String of(Throwable failure, List<Class<? extends Exception>> userFacing) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable found = cause;
      boolean plain = cause instanceof BeanContextException;
      if (cause instanceof UserFacingException
          || userFacing.stream().anyMatch(type -> type.isInstance(found))) {
        return String.valueOf(cause.getMessage());
      }
      if (!plain && cause.getCause() == null) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
      }
    }
    return failure.toString();
  }
}
