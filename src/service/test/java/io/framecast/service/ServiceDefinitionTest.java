package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ServiceDefinitionTest {
  private static final ServiceDefinition DEFINITION =
      new ServiceDefinition(
          "any",
          reader -> {},
          "classpath:io/framecast/service/defined/",
          ServiceLoop.class,
          List.of());

  @Test
  void settingsOfAServiceOverrideThoseOfAllServices() {
    try (Environment environment =
        ApplicationContext.builder()
            .overrideConfigLocations(DEFINITION.locations())
            .build()
            .getEnvironment()
            .start()) {
      assertThat(environment.getProperty("kafka.bootstrap.servers", String.class))
          .hasValue("other:9092");
      assertThat(environment.getProperty("micronaut.server.host", String.class))
          .hasValue("127.0.0.1");
      assertThat(environment.getProperty("endpoints.all.enabled", Boolean.class)).hasValue(false);
    }
  }

  @Test
  void aPortThatIsTakenIsToldWithItsSettings() {
    Exception failure =
        new IllegalStateException("Unable to start", new BindException("Address already in use"));
    assertThat(DEFINITION.message(failure, "127.0.0.1:8081"))
        .isEqualTo(
            "micronaut.server.host and .port: expected a free port of this machine, found"
                + " 127.0.0.1:8081, Address already in use; end the process that has it, or choose"
                + " another one");
    assertThat(DEFINITION.message(new IllegalStateException("other"), "*:1")).isEqualTo("other");
  }

  @Test
  void aHostWithoutAnAddressIsAWrongSetting() {
    Exception failure =
        new IllegalStateException("Unable to start", new UnresolvedAddressException());
    assertThat(ServiceDefinition.isWrongSetting(failure)).isTrue();
    assertThat(DEFINITION.message(failure, "no.such:8081"))
        .isEqualTo(
            "micronaut.server.host: expected a name or address of this machine, found no.such:8081;"
                + " correct the setting");
  }

  @Test
  void aMissingFileOfAKafkaClientIsAWrongSetting() {
    Exception missing =
        new KafkaException(
            "Failed to create new KafkaAdminClient",
            new KafkaException("Failed to load", new NoSuchFileException("/etc/trust.jks")));
    assertThat(ServiceDefinition.isWrongSetting(missing)).isTrue();
    assertThat(DEFINITION.message(missing))
        .isEqualTo(
            "settings of Kafka clients: expected a file at /etc/trust.jks, found none; correct the"
                + " setting");
    Exception other = new UncheckedIOException(new NoSuchFileException("/tmp/spilled"));
    assertThat(ServiceDefinition.isWrongSetting(other)).isFalse();
  }

  /** The first test shows that an earlier location overrides a later one. */
  @Test
  void theOperatorsFileOverridesEveryDefault() {
    assertThat(DEFINITION.locations()).startsWith("file:config/");
  }
}
