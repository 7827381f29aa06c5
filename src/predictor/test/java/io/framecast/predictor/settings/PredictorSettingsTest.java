package io.framecast.predictor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.FrameLimits;
import io.framecast.predictor.streams.StreamSettings;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.framecast.topics.Topics;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictorSettingsTest {

  @Test
  void usesTheDocumentedDefaults() {
    PredictorSettings settings = read(Map.of());
    assertThat(settings.weights()).isNull();
    assertThat(settings.topics()).isEqualTo(Topics.DEFAULT);
    assertThat(settings.limits()).isEqualTo(FrameLimits.DEFAULT);
    assertThat(settings.rules())
        .isEqualTo(
            new StreamSettings(4, 30, 20_000, 45, Duration.ofHours(24), OptionalInt.empty(), 1));
    assertThat(settings.stateMemory()).isPositive();
    assertThat(settings.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void readsTheConfiguredSettings() {
    PredictorSettings settings =
        read(
            Map.of(
                "framecast.weights", "w.safetensors",
                "framecast.max-fill", 0,
                "framecast.limits.bytes", 2000,
                "framecast.topics.dead-letters", "refused",
                "framecast.workers", "3"));
    assertThat(settings.weights()).hasToString("w.safetensors");
    assertThat(settings.rules().maxFill()).isZero();
    assertThat(settings.limits()).isEqualTo(new FrameLimits(512, 512, 2000));
    assertThat(settings.topics().deadLetters()).isEqualTo("refused");
    assertThat(settings.workers()).isEqualTo(3);
  }

  @Test
  void acceptsTimesAndSizesWithUnits() {
    PredictorSettings settings =
        read(
            Map.of(
                "framecast.state.memory", "512MB",
                "framecast.stream.ttl", "90s",
                "framecast.overload", "latest",
                "framecast.overload.lag", 7));
    assertThat(settings.stateMemory()).isEqualTo(512L << 20);
    assertThat(settings.rules().ttl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.rules().overloadLag()).hasValue(7);
  }

  @ParameterizedTest
  @CsvSource({
    "state.memory, much, 'expected at least 1048576 bytes, as 268435456 or 256MB, found \"much\"'",
    "state.memory, 1k, 'expected at least 1048576 bytes, as 268435456 or 256MB, found \"1k\"'",
    "stream.ttl, 0s, 'expected a time from 1ms to 3650d, as 24h or 90s, found \"0s\"'",
    "stream.ttl, soon, 'expected a time from 1ms to 3650d, as 24h or 90s, found \"soon\"'",
    "overload, some, 'expected all or latest, found \"some\"'",
    "horizons, 0, 'expected a whole number from 1 to 100, found \"0\"'",
    "horizons, 101, 'expected a whole number from 1 to 100, found \"101\"'",
    "checkpoint.frames, 0, 'expected a whole number from 1 to 2147483647, found \"0\"'"
  })
  void whatCannotBeMeantIsRefused(String name, String value, String reason) {
    assertThatThrownBy(() -> read(Map.of("framecast." + name, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("framecast." + name + ": " + reason);
  }

  @Test
  void refusesAnUnknownNameAndProposesTheNearest() {
    assertThatThrownBy(() -> read(Map.of("framecast.maxfil", 3)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("framecast.maxfil: expected a known setting; did you mean framecast.max-fill?");
  }

  @Test
  void ignoresVariablesOfOtherPrograms() {
    PredictorSettings settings =
        read(
            Map.of(
                "FRAMECAST_ADMIN_TOKEN", "secret",
                "FRAMECAST_PREDICTOR_SERVICE_HOST", "10.0.0.1",
                "FRAMECAST_PREDICTOR_SERVICE_PORT_HTTP", "8081",
                "FRAMECAST_PREDICTOR_PORT", "tcp://10.0.0.1:8081",
                "FRAMECAST_PREDICTOR_PORT_8081_TCP_ADDR", "10.0.0.1"));
    assertThat(settings.rules().maxFill()).isEqualTo(4);
  }

  @Test
  void refusesANumberOutOfRangeAndNamesTheRange() {
    assertThatThrownBy(() -> read(Map.of("framecast.limits.height", 7)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "framecast.limits.height: expected a whole number from 8 to 16384, found \"7\"");
  }

  private static PredictorSettings read(Map<String, Object> settings) {
    try (Environment environment = new DefaultEnvironment(() -> java.util.List.of("test"))) {
      environment.addPropertySource(PropertySource.of("test", settings));
      return PredictorSettings.read(new SettingReader(environment.start()));
    }
  }
}
