package io.framecast.service;

import io.framecast.frames.Limits;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.convert.ConversionService;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings under {@code framecast.}, and rejects those that were never read. */
public final class SettingReader {
  private static final String PREFIX = "framecast.";

  /**
   * Variables that are no settings of a reader: the admin token, the log format, and what
   * Kubernetes sets for a service whose name starts with framecast.
   */
  private static final Pattern OTHER_VARIABLES =
      Pattern.compile(
          "framecast-(admin-token|log-format|.*service-(host|port.*)|(.*-)?port(-\\d+-(tcp|udp).*)?)");

  private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([kKmMgGtT]?)[bB]?");
  private static final Duration MOST_TIME = Duration.ofDays(3_650);

  private final Environment environment;
  private final Set<String> read = new TreeSet<>();

  public SettingReader(Environment environment) {
    this.environment = environment;
  }

  public String text(String name, String defaultValue) {
    read.add(name);
    return environment.getProperty(PREFIX + name, String.class).orElse(defaultValue).strip();
  }

  public int number(String name, int defaultValue, int min, int max) {
    String found = text(name, Integer.toString(defaultValue));
    try {
      int number = Integer.parseInt(found);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new InvalidSettingException(
        "%s%s: expected a whole number from %d to %d, found \"%s\""
            .formatted(PREFIX, name, min, max, found));
  }

  /** Reads a number above 0 and below 1. */
  public double fraction(String name, double defaultValue) {
    String found = text(name, Double.toString(defaultValue));
    try {
      double number = Double.parseDouble(found);
      if (number > 0 && number < 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new InvalidSettingException(
        "%s%s: expected a number above 0 and below 1, found \"%s\"".formatted(PREFIX, name, found));
  }

  /** Reads bytes, also as {@code 512MB} or {@code 6GB}: powers of 1,024. */
  public long bytes(String name, long defaultValue, long min) {
    String found = text(name, Long.toString(defaultValue));
    Matcher matcher = BYTES.matcher(found);
    if (matcher.matches()) {
      int power = "KMGT".indexOf(matcher.group(2).isEmpty() ? 'x' : upper(matcher.group(2)));
      long bytes = Long.parseLong(matcher.group(1)) << (10 * (power + 1));
      if (bytes >= min) {
        return bytes;
      }
    }
    throw new InvalidSettingException(
        "%s%s: expected at least %d bytes, as 268435456 or 256MB, found \"%s\""
            .formatted(PREFIX, name, min, found));
  }

  private static char upper(String letter) {
    return Character.toUpperCase(letter.charAt(0));
  }

  /** Reads a duration of at least 1 ms, such as {@code 24h}, {@code 90s} or {@code PT1H30M}. */
  public Duration duration(String name, Duration defaultValue) {
    String found = text(name, defaultValue.toString());
    Duration duration =
        ConversionService.SHARED.convert(found, Duration.class).orElse(Duration.ZERO);
    if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(MOST_TIME) > 0) {
      throw new InvalidSettingException(
          "%s%s: expected a time from 1ms to 3650d, as 24h or 90s, found \"%s\""
              .formatted(PREFIX, name, found));
    }
    return duration;
  }

  /** Reads one of two words; the first is the default. */
  public String oneOf(String name, String first, String second) {
    String found = text(name, first);
    if (found.equals(first) || found.equals(second)) {
      return found;
    }
    throw new InvalidSettingException(
        "%s%s: expected %s or %s, found \"%s\"".formatted(PREFIX, name, first, second, found));
  }

  /** Reads the names of the topics. */
  public Topics topics() {
    Topics t = Topics.DEFAULT;
    try {
      return new Topics(
          text("topics.frames", t.frames()),
          text("topics.predictions", t.predictions()),
          text("topics.scores", t.scores()),
          text("topics.dead-letters", t.deadLetters()),
          text("topics.checkpoints", t.checkpoints()),
          text("topics.models", t.models()),
          text("topics.events", t.events()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(PREFIX + "topics: " + e.getMessage());
    }
  }

  /** Reads the limits of a frame. */
  public Limits limits() {
    Limits l = Limits.DEFAULT;
    return new Limits(
        number("limits.height", l.maxHeight(), Limits.MIN_SIDE, 16_384),
        number("limits.width", l.maxWidth(), Limits.MIN_SIDE, 16_384),
        number("limits.bytes", l.maxBytes(), 1, 1 << 30));
  }

  /** Throws {@link InvalidSettingException} for a setting that was never read. */
  public void refuseUnread() {
    Set<String> known = read.stream().map(n -> plain(PREFIX + n)).collect(Collectors.toSet());
    for (PropertySource source : environment.getPropertySources()) {
      for (String name : source) {
        String plain = plain(name);
        if (plain.startsWith(plain(PREFIX))
            && !known.contains(plain)
            && !OTHER_VARIABLES.matcher(plain).matches()) {
          throw new InvalidSettingException(
              name + ": expected one of " + PREFIX + read + ", found an unknown setting");
        }
      }
    }
  }

  /** Returns one spelling of {@code framecast.max-fill} and {@code FRAMECAST_MAX_FILL}. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
  }
}
