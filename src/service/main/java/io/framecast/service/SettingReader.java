package io.framecast.service;

import com.sun.management.OperatingSystemMXBean;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import io.micronaut.core.convert.ConversionService;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings under {@code framecast.}. It collects what is wrong with them, so that {@link
 * #requireValid} reports all of it at once; until then a wrong setting has its default.
 */
public final class SettingReader {
  static final String PREFIX = "framecast.";
  private static final String HTTP_HOSTS = "http.hosts";

  /** The setting of {@link #hosts}, for messages. */
  static final String HOSTS = PREFIX + HTTP_HOSTS;

  private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([kKmMgGtT]?)[bB]?");
  private static final String PORT = "micronaut.server.port";
  private static final Duration LEAST_TIME = Duration.ofMillis(1);
  private static final Duration MOST_TIME = Duration.ofDays(3_650);

  private final Environment environment;
  private final Map<String, Setting> read = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Runnable> fileChecks = new TreeMap<>();

  public SettingReader(Environment environment) {
    this.environment = environment;
  }

  public String text(String name, String defaultValue) {
    return text(name, defaultValue, "text");
  }

  private String text(String name, String defaultValue, String expected) {
    String value =
        environment.getProperty(PREFIX + name, String.class).orElse(defaultValue).strip();
    read.put(name, new Setting(name, defaultValue, expected, value));
    return value;
  }

  public int number(String name, int defaultValue, int min, int max) {
    return read(
        name,
        Integer.toString(defaultValue),
        String.format(Locale.ROOT, "a whole number from %d to %d", min, max),
        text -> Optional.of(Integer.valueOf(text)).filter(n -> n >= min && n <= max));
  }

  /**
   * Requires that a setting of Kafka's clients, if it is set, has this value.
   *
   * @param reason a clause for the message
   */
  public void requireKafka(String name, String value, String reason) {
    String found = environment.getProperty("kafka." + name, String.class).orElse(value).strip();
    if (!found.equalsIgnoreCase(value)) {
      problems.add(
          String.format(
              Locale.ROOT, "kafka.%s: expected %s, found %s: %s", name, value, found, reason));
    }
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
        String.format(Locale.ROOT, "at least %d bytes, as 268435456 or 256MB", min),
        text ->
            Optional.of(BYTES.matcher(text))
                .filter(Matcher::matches)
                .map(found -> Long.parseLong(found.group(1)) << shift(found.group(2)))
                .filter(n -> n >= min));
  }

  /** Returns the memory of the machine, or of the container that the process runs in. */
  public static long machineMemory() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  private static int shift(String unit) {
    return unit.isEmpty() ? 0 : 10 * ("KMGT".indexOf(unit.toUpperCase(Locale.ROOT)) + 1);
  }

  /** Reads a duration of at least 1 ms, such as {@code 24h}, {@code 90s} or {@code PT1H30M}. */
  public Duration duration(String name, Duration defaultValue) {
    return read(
        name,
        // as an operator writes it: 24h for PT24H
        defaultValue.toString().replaceFirst("^PT(\\d+[HMS])$", "$1").toLowerCase(Locale.ROOT),
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
    String found = text(name, defaultValue, expected);
    return parse(found, parser)
        .orElseGet(
            () -> {
              problems.add(
                  String.format(
                      Locale.ROOT,
                      "%s%s: expected %s, found \"%s\"",
                      PREFIX,
                      name,
                      expected,
                      found));
              return parse(defaultValue, parser).orElseThrow();
            });
  }

  private static <T> Optional<T> parse(String text, Function<String, Optional<T>> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the path of a file; null if it is not set.
   *
   * @param expected what the file holds
   * @param check reads the file, and throws with a sentence if it is not that; see {@link
   *     #fileProblems}
   */
  public @Nullable Path file(String name, String expected, Consumer<Path> check) {
    String found = fileOr(name, "", Set.of(), expected, check);
    return found.isEmpty() ? null : Path.of(found);
  }

  /** Reads one of some words, or the path of a file. */
  public String fileOr(
      String name, String defaultValue, Set<String> words, String expected, Consumer<Path> check) {
    String found = text(name, defaultValue, expected);
    if (!found.isEmpty() && !words.contains(found)) {
      Path path = path(name, found, defaultValue);
      fileChecks.put(name, () -> check.accept(path));
    }
    return found;
  }

  /** Reads the path of a directory to write to, which is created if it is missing. */
  public Path directory(String name, String defaultValue) {
    Path path = path(name, text(name, defaultValue, "a directory"), defaultValue);
    fileChecks.put(name, () -> DirectorySetting.require(path));
    return path;
  }

  private Path path(String name, String found, String defaultValue) {
    try {
      return Path.of(found);
    } catch (InvalidPathException e) {
      problems.add(PREFIX + name + ": expected a path, found: " + e.getReason());
      return Path.of(defaultValue);
    }
  }

  /** Reads the port of the HTTP server. */
  public int port() {
    String found = environment.getProperty(PORT, String.class).orElse("0").strip();
    return parse(found, text -> Optional.of(Integer.valueOf(text)))
        .filter(port -> port >= -1 && port <= 65_535)
        .orElseGet(
            () -> {
              problems.add(PORT + ": expected a port from 0 to 65535, found \"" + found + "\"");
              return 0;
            });
  }

  /** Reads the names of the topics. */
  public Topics topics() {
    Topics t = Topics.DEFAULT;
    try {
      return new Topics(
          text("topics.frames", t.frames()),
          text("topics.predictions", t.predictions()),
          text("topics.forecasts", t.forecasts()),
          text("topics.scores", t.scores()),
          text("topics.dead-letters", t.deadLetters()),
          text("topics.checkpoints", t.checkpoints()),
          text("topics.models", t.models()),
          text("topics.events", t.events()));
    } catch (IllegalArgumentException e) {
      problems.add(PREFIX + "topics: " + e.getMessage());
      return t;
    }
  }

  /** Reads the topics and how missing ones are created. */
  public TopicPlan topicPlan(boolean hasForecasts) {
    return new TopicPlan(
        topics(),
        number("partitions", 8, 1, 10_000),
        number("replication", -1, -1, 100),
        limits(),
        hasForecasts);
  }

  /** Reads the limits of a frame. */
  public FrameLimits limits() {
    FrameLimits l = FrameLimits.DEFAULT;
    int height = number("limits.height", l.maxHeight(), FrameLimits.MIN_SIDE, 16_384);
    int width = number("limits.width", l.maxWidth(), FrameLimits.MIN_SIDE, 16_384);
    int bytes = FrameLimits.ofSize(height, width).maxBytes();
    return new FrameLimits(
        height, width, number("limits.bytes", bytes, FrameLimits.MIN_BYTES, Integer.MAX_VALUE));
  }

  /**
   * Throws {@link InvalidSettingException} with one line for each wrong value, and for each name
   * that no service reads.
   */
  public void requireValid() {
    hosts(); // every service has it
    List<String> all = new ArrayList<>(problems);
    all.addAll(UnknownSettings.problems(environment, read.keySet()));
    InvalidSettingException.throwIfAny(all);
  }

  /** Returns a line for each file and directory that a setting names and that cannot be used. */
  List<String> fileProblems() {
    List<String> all = new ArrayList<>();
    fileChecks.forEach(
        (name, check) -> {
          try {
            check.run();
          } catch (RuntimeException e) {
            all.add(PREFIX + name + ": " + e.getMessage());
          }
        });
    return all;
  }

  /** Returns every setting that was read, by name. */
  public List<Setting> settings() {
    return List.copyOf(read.values());
  }
}
