package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Limits;
import io.framecast.topics.Topics;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void withoutSettingsTheContractsDefaultsHold() {
    Settings settings = read(Map.of());
    assertThat(settings.weights()).isNull();
    assertThat(settings.topics()).isEqualTo(Topics.DEFAULT);
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.maxFill()).isEqualTo(4);
    assertThat(settings.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void whatIsSetIsTaken() {
    Settings settings =
        read(
            Map.of(
                "framecast.weights", "w.safetensors",
                "framecast.max-fill", 0,
                "framecast.limits.bytes", 2000,
                "framecast.topics.dead-letters", "refused",
                "framecast.workers", "3"));
    assertThat(settings.weights()).hasToString("w.safetensors");
    assertThat(settings.maxFill()).isZero();
    assertThat(settings.limits()).isEqualTo(new Limits(512, 512, 2000));
    assertThat(settings.topics().deadLetters()).isEqualTo("refused");
    assertThat(settings.workers()).isEqualTo(3);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> read(Map.of("framecast.maxfil", 3)))
        .isInstanceOf(RefusedSettingException.class)
        .hasMessageStartingWith("framecast.maxfil: expected one of framecast.[limits.bytes, ")
        .hasMessageEndingWith(", found an unknown setting");
  }

  @Test
  void whatOthersPutIntoTheEnvironmentIsNotOurs() {
    Settings settings =
        read(
            Map.of(
                "FRAMECAST_ADMIN_TOKEN", "secret",
                "FRAMECAST_PREDICTOR_SERVICE_HOST", "10.0.0.1",
                "FRAMECAST_PREDICTOR_SERVICE_PORT_HTTP", "8081",
                "FRAMECAST_PREDICTOR_PORT", "tcp://10.0.0.1:8081",
                "FRAMECAST_PREDICTOR_PORT_8081_TCP_ADDR", "10.0.0.1"));
    assertThat(settings.maxFill()).isEqualTo(4);
  }

  @Test
  void aNumberOutOfRangeIsRefusedWithItsRange() {
    assertThatThrownBy(() -> read(Map.of("framecast.limits.height", 7)))
        .isInstanceOf(RefusedSettingException.class)
        .hasMessage(
            "framecast.limits.height: expected a whole number from 8 to 16384, found \"7\"");
  }

  private static Settings read(Map<String, Object> settings) {
    try (Environment environment = new DefaultEnvironment(() -> java.util.List.of("test"))) {
      environment.addPropertySource(PropertySource.of("test", settings));
      return Settings.read(environment.start());
    }
  }
}
