package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.util.List;
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

  /** The test above shows that an earlier location overrides a later one. */
  @Test
  void theOperatorsFileOverridesEveryDefault() {
    assertThat(DEFINITION.locations()).startsWith("file:config/");
  }
}
