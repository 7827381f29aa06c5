package io.framecast.service;

import io.framecast.topics.BuildVersion;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.management.endpoint.info.InfoSource;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;

/**
 * Adds name, version, commit and the effective settings under {@code framecast.} to {@code GET
 * /info}. Settings of Kafka clients, among which are credentials, and the admin token are left out.
 */
@Singleton
final class ServiceInfoSource implements InfoSource {
  private final SettingReader settings;
  private final String name;

  ServiceInfoSource(SettingReader settings, @Value("${micronaut.application.name}") String name) {
    this.settings = settings;
    this.name = name;
  }

  @Override
  public Publisher<PropertySource> getSource() {
    BuildVersion build = BuildVersion.current();
    Map<String, String> effective = new TreeMap<>();
    settings
        .settings()
        .forEach(setting -> effective.put(setting.name(), withoutCredentials(setting.value())));
    return Publishers.just(
        new MapPropertySource(
            "service",
            Map.of(
                "name",
                name,
                "version",
                build.version(),
                "commit",
                build.commit(),
                "settings",
                effective)));
  }

  /** Returns a setting without the user and the password that a URL may hold. */
  private static String withoutCredentials(String value) {
    return value.replaceAll("://[^/@]*@", "://");
  }
}
