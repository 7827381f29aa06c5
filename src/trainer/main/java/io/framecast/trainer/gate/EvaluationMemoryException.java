package io.framecast.trainer.gate;

import io.framecast.topics.UserFacingException;
import java.util.Locale;

/**
 * Reports that there was not enough memory to use the weights of a version. The weights may be good
 * nevertheless: it depends on what else the process does.
 */
public final class EvaluationMemoryException extends UserFacingException {
  private static final long serialVersionUID = 1;

  EvaluationMemoryException(String version, Throwable cause) {
    super(
        String.format(
            Locale.ROOT,
            "version %s cannot be used for lack of memory: %s",
            version,
            cause.getMessage()),
        cause);
  }
}
