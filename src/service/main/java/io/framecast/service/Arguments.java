package io.framecast.service;

import java.util.regex.Pattern;

/** Validates the command line, on which each argument is a setting. */
final class Arguments {
  private static final Pattern SETTING =
      Pattern.compile("--(framecast|kafka|micronaut|endpoints|logger)\\.[^=]+=.*");

  private Arguments() {}

  /** Returns the arguments; throws {@link IllegalArgumentException} for one that is no setting. */
  static String[] validate(String[] arguments) {
    for (String argument : arguments) {
      if (!SETTING.matcher(argument).matches()) {
        throw new IllegalArgumentException(
            "expected --framecast.NAME=VALUE, --kafka.NAME=VALUE or --micronaut.NAME=VALUE, found "
                + argument);
      }
    }
    return arguments;
  }
}
