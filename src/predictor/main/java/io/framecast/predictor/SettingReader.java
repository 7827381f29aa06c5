package io.framecast.predictor;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings under {@code framecast.}, and remembers which, so that others can be refused. */
final class SettingReader {
  private static final String PREFIX = "framecast.";

  /**
   * What stands in the environment without being a setting of ours: the token of the services that
   * change models, and what Kubernetes says of a service called framecast-anything.
   */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "framecast-(admin-token|.*service-(host|port.*)|(.*-)?port(-\\d+-(tcp|udp).*)?)");

  private final Environment environment;
  private final Set<String> read = new TreeSet<>();

  SettingReader(Environment environment) {
    this.environment = environment;
  }

  String text(String name, String otherwise) {
    read.add(name);
    return environment.getProperty(PREFIX + name, String.class).orElse(otherwise).strip();
  }

  int number(String name, int otherwise, int least, int most) {
    String found = text(name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(found);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new RefusedSettingException(
        "%s%s: expected a whole number from %d to %d, found \"%s\""
            .formatted(PREFIX, name, least, most, found));
  }

  /** Throws {@link RefusedSettingException} when something is set that nobody has asked for. */
  void refuseUnread() {
    Set<String> known = read.stream().map(n -> plain(PREFIX + n)).collect(Collectors.toSet());
    for (PropertySource source : environment.getPropertySources()) {
      for (String name : source) {
        String plain = plain(name);
        if (plain.startsWith(plain(PREFIX))
            && !known.contains(plain)
            && !NOT_OURS.matcher(plain).matches()) {
          throw new RefusedSettingException(
              name + ": expected one of " + PREFIX + read + ", found an unknown setting");
        }
      }
    }
  }

  /** One spelling of {@code framecast.max-fill} and {@code FRAMECAST_MAX_FILL}. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
  }
}
