package io.framecast.service;

import io.framecast.topics.BuildVersion;
import io.micronaut.context.ApplicationContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers {@code --help} and {@code --version} of a service. */
final class Usage {
  private static final List<String> HELP = List.of("-h", "--help");
  private static final List<String> VERSION = List.of("-V", "--version");

  private static final String HEADER =
      """
      Usage: java -jar %s [--NAME=VALUE ...]

      A setting is an argument (--framecast.limits.height=256), an environment variable
      (FRAMECAST_LIMITS_HEIGHT=256) or a line of config/application.yml in the working
      directory. The broker is kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS); every
      setting of Kafka clients is given in the same way. Address and port of the HTTP server
      are micronaut.server.host and micronaut.server.port. FRAMECAST_ADMIN_TOKEN enables the
      commands over HTTP, and FRAMECAST_LOG_FORMAT is text or json.

      Settings with their defaults and accepted values; src/%s/README.md says what each does:
      """;
  private static final String FOOTER =
      """

      -h, --help     prints this
      -V, --version  prints name, version and commit

      Exit codes: 0 after SIGTERM, 1 for a failure at run time, 2 for a wrong argument or setting.
      """;

  private Usage() {}

  /** Returns the answer; null if the arguments ask for none. */
  static @Nullable String answer(ServiceDefinition definition, String... arguments) {
    List<String> given = Arrays.asList(arguments);
    if (given.stream().anyMatch(HELP::contains)) {
      return help(definition);
    }
    return given.stream().anyMatch(VERSION::contains)
        ? BuildVersion.current().line(definition.name())
        : null;
  }

  private static String help(ServiceDefinition definition) {
    String name = definition.name();
    String command = name.equals("trainer") ? "trainer.jar serve" : name + ".jar";
    return String.format(Locale.ROOT, HEADER, command, name)
        + defaults(definition).stream().map(Usage::line).collect(Collectors.joining())
        + FOOTER.stripTrailing();
  }

  private static List<Setting> defaults(ServiceDefinition definition) {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(definition.settings())
            .environmentPropertySource(false)
            .bootstrapEnvironment(false)
            .banner(false)
            .build()) {
      SettingReader reader = new SettingReader(context.getEnvironment().start());
      definition.reader().accept(reader);
      return reader.settings();
    }
  }

  private static String line(Setting setting) {
    return String.format(
        Locale.ROOT,
        "  %-32s %-24s %s%n",
        SettingReader.PREFIX + setting.name(),
        setting.defaultValue().isEmpty() ? "-" : setting.defaultValue(),
        setting.expected());
  }
}
