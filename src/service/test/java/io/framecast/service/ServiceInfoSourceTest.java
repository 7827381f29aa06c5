package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.BuildVersion;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ServiceInfoSourceTest {

  @Test
  void showsBuildAndSettingsWithoutCredentials() {
    Map<String, Object> given =
        Map.of(
            "framecast.console.trainer", "http://me:hidden@trainer:8082",
            "framecast.admin.token", "hidden",
            "kafka.sasl.jaas.config", "hidden");
    try (Environment environment = new DefaultEnvironment(() -> List.of("test"))) {
      environment.addPropertySource(PropertySource.of("test", given));
      SettingReader reader = new SettingReader(environment.start());
      assertThat(reader.address("console.trainer", "http://127.0.0.1:8082")).hasPort(8082);
      PropertySource shown =
          Mono.from(new ServiceInfoSource(reader, "framecast-console").getSource()).block();
      assertThat(shown.get("name")).isEqualTo("framecast-console");
      assertThat(shown.get("version")).isEqualTo(BuildVersion.current().version());
      assertThat(shown.get("settings")).isEqualTo(Map.of("console.trainer", "http://trainer:8082"));
      assertThat(shown).containsExactlyInAnyOrder("name", "version", "commit", "settings");
    }
  }
}
