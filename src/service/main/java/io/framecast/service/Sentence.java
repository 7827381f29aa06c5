package io.framecast.service;

import io.framecast.topics.UserFacingException;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.List;

/** What is worth reading in a chain of causes. */
final class Sentence {
  private Sentence() {}

  /** A refusal's own sentence where there is one, the last cause's otherwise. */
  static String of(Throwable failure, List<Class<? extends Exception>> refusals) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable found = cause;
      boolean plain = cause instanceof BeanContextException;
      if (cause instanceof UserFacingException
          || refusals.stream().anyMatch(refusal -> refusal.isInstance(found))) {
        return String.valueOf(cause.getMessage());
      }
      if (!plain && cause.getCause() == null) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
      }
    }
    return failure.toString();
  }
}
