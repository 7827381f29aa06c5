package io.framecast.service;

import io.framecast.topics.UserFacingException;
import java.util.List;

/** Reports invalid settings, each in one line: name, expected, found. */
public final class InvalidSettingException extends UserFacingException {
  private static final long serialVersionUID = 1;

  public InvalidSettingException(String message) {
    super(message);
  }

  /** Throws an exception with a line for each problem, if there is one. */
  static void throwIfAny(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidSettingException(String.join("\n", problems));
    }
  }
}
