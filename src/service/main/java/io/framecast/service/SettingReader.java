package io.framecast.service;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.convert.ConversionService;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings under {@code framecast.}, and rejects those that were never read. */
public final class SettingReader {
  private static final String PREFIX = "framecast.";
  private static final String HTTP_HOSTS = "http.hosts";

  /** The setting of {@link #hosts}, for messages. */
  static final String HOSTS = PREFIX + HTTP_HOSTS;

  /**
   * Variables that are no settings of a reader: the admin token, the log format, and what
   * Kubernetes sets for a service whose name starts with framecast.
   */
  private static final Pattern OTHER_VARIABLES =
      Pattern.compile(
          "framecast-(admin-token|log-format|.*service-(host|port.*)|(.*-)?port(-\\d+-(tcp|udp).*)?)");

  private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([kKmMgGtT]?)[bB]?");
  private static final Duration LEAST_TIME = Duration.ofMillis(1);
  private static final Duration MOST_TIME = Duration.ofDays(3_650);

  private final Environment environment;

  /** Settings that were read; those that every service reads elsewhere are known from the start. */
  private final Set<String> read = new TreeSet<>(Set.of(HTTP_HOSTS));

  public SettingReader(Environment environment) {
    this.environment = environment;
  }

  public String text(String name, String defaultValue) {
    read.add(name);
    return environment.getProperty(PREFIX + name, String.class).orElse(defaultValue).strip();
  }

  public int number(String name, int defaultValue, int min, int max) {
    return read(
        name,
        Integer.toString(defaultValue),
        "a whole number from %d to %d".formatted(min, max),
        text -> Optional.of(Integer.valueOf(text)).filter(n -> n >= min && n <= max));
  }

  /** Reads a number above 0 and below 1. */
  public double fraction(String name, double defaultValue) {
    return read(
        name,
        Double.toString(defaultValue),
        "a number above 0 and below 1",
        text -> Optional.of(Double.valueOf(text)).filter(n -> n > 0 && n < 1));
  }

  /** Reads bytes, also as {@code 512MB} or {@code 6GB}: powers of 1,024. */
  public long bytes(String name, long defaultValue, long min) {
    return read(
        name,
        Long.toString(defaultValue),
        "at least %d bytes, as 268435456 or 256MB".formatted(min),
        text ->
            Optional.of(BYTES.matcher(text))
                .filter(Matcher::matches)
                .map(found -> Long.parseLong(found.group(1)) << shift(found.group(2)))
                .filter(n -> n >= min));
  }

  private static int shift(String unit) {
    return unit.isEmpty() ? 0 : 10 * ("KMGT".indexOf(unit.toUpperCase(Locale.ROOT)) + 1);
  }

  /** Reads a duration of at least 1 ms, such as {@code 24h}, {@code 90s} or {@code PT1H30M}. */
  public Duration duration(String name, Duration defaultValue) {
    return read(
        name,
        defaultValue.toString(),
        "a time from 1ms to 3650d, as 24h or 90s",
        text ->
            ConversionService.SHARED
                .convert(text, Duration.class)
                .filter(d -> d.compareTo(LEAST_TIME) >= 0 && d.compareTo(MOST_TIME) <= 0));
  }

  /** Reads one of two words; the first is the default. */
  public String oneOf(String name, String first, String second) {
    return read(
        name,
        first,
        first + " or " + second,
        text -> Optional.of(text).filter(Set.of(first, second)::contains));
  }

  /** Reads the URL of a service. */
  public URI address(String name, String defaultValue) {
    return read(
        name,
        defaultValue,
        "http://HOST:PORT",
        text ->
            Optional.of(URI.create(text))
                .filter(url -> "http".equals(url.getScheme()) && url.getHost() != null));
  }

  /** Reads the host names that the HTTP server answers for. */
  public AllowedHosts hosts() {
    return read(
        HTTP_HOSTS,
        "",
        "host names without a port, separated by commas, or *",
        AllowedHosts::parse);
  }

  /**
   * Reads a setting that has a form.
   *
   * @param expected the form, for the message
   * @param parser returns empty or throws {@link IllegalArgumentException} for any other text
   */
  private <T> T read(
      String name, String defaultValue, String expected, Function<String, Optional<T>> parser) {
    String found = text(name, defaultValue);
    Optional<T> value;
    try {
      value = parser.apply(found);
    } catch (IllegalArgumentException e) {
      value = Optional.empty();
    }
    return value.orElseThrow(
        () ->
            new InvalidSettingException(
                "%s%s: expected %s, found \"%s\"".formatted(PREFIX, name, expected, found)));
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
  public FrameLimits limits() {
    FrameLimits l = FrameLimits.DEFAULT;
    int height = number("limits.height", l.maxHeight(), FrameLimits.MIN_SIDE, 16_384);
    int width = number("limits.width", l.maxWidth(), FrameLimits.MIN_SIDE, 16_384);
    int bytes = FrameLimits.ofSize(height, width).maxBytes();
    return new FrameLimits(height, width, number("limits.bytes", bytes, 1, Integer.MAX_VALUE));
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
