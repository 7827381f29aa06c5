package io.framecast.console;

import io.framecast.frames.Limits;
import io.framecast.service.RefusedSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.Topics;
import io.micronaut.context.env.Environment;
import java.net.URI;

/**
 * Everything under {@code framecast.*} that the console reads.
 *
 * @param topics names
 * @param limits of a frame
 * @param group of the predictors
 * @param memory bytes of pictures that are held
 * @param browsers that may look at once
 * @param predictors where they answer: all addresses that the host's name has
 * @param trainer where it answers
 */
public record Settings(
    Topics topics,
    Limits limits,
    String group,
    long memory,
    int browsers,
    URI predictors,
    URI trainer) {

  private static final long LEAST_MEMORY = 8L << 20;

  /** Throws {@link RefusedSettingException} for a name nobody reads and for an unusable value. */
  static Settings read(Environment environment) {
    SettingReader reader = new SettingReader(environment);
    Settings settings =
        new Settings(
            reader.topics(),
            reader.limits(),
            reader.text("group", "framecast-predictor"),
            reader.bytes("console.memory", 64L << 20, LEAST_MEMORY),
            reader.number("console.browsers", 100, 1, 100_000),
            address(reader, "console.predictors", "http://127.0.0.1:8081"),
            address(reader, "console.trainer", "http://127.0.0.1:8082"));
    reader.refuseUnread();
    return settings;
  }

  private static URI address(SettingReader reader, String name, String otherwise) {
    String found = reader.text(name, otherwise);
    try {
      URI address = URI.create(found);
      if ("http".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new RefusedSettingException(
        "framecast.%s: expected http://HOST:PORT, found \"%s\"".formatted(name, found));
  }
}
