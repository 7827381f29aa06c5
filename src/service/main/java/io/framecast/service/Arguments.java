package io.framecast.service;

import java.util.regex.Pattern;

/** The command line: settings, one an argument. */
final class Arguments {
  private static final Pattern SETTING =
      Pattern.compile("--(framecast|kafka|micronaut|endpoints|logger)\\.[^=]+=.*");

  private Arguments() {}

  /** Throws {@link IllegalArgumentException} for what is no setting. */
  static String[] checked(String[] arguments) {
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
